import { createServer } from 'node:net'

/**
 * Makes sure that nobody listens on a port of this machine, before anything is started.
 *
 * @param variable - the environment variable that chooses another one
 * @throws Error with one sentence that says what to do
 */
export async function claimPort(port: number, what: string, variable: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const probe = createServer()
  probe.once('error', reject)
  probe.listen({ port, host: '127.0.0.1' }, resolve)
  try {
    await promise
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new Error(
      code === 'EADDRINUSE'
        ? `Port ${port} for the ${what} is taken. Stop what runs there, or choose another: ${variable}=${port + 100} npm start`
        : `Port ${port} for the ${what} cannot be opened (${code}). Choose another: ${variable}=${port + 100} npm start`,
      { cause: error },
    )
  }
  await new Promise((closed) => probe.close(closed))
}
