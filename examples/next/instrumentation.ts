/** Starts the node with the server, before the first request and outside of any. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { sluice } = await import('./lib/sluice')
  await sluice().ready()
}
