import type { Server } from 'node:http'

/** How often sockets that have become idle are closed. */
const SWEEP_MS = 50

/**
 * Stops a server: no new connections, and those that are open get until the
 * deadline to finish what they are at.
 */
export async function drain(server: Server, deadlineMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
  const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs)
  await promise
  clearInterval(sweep)
  clearTimeout(deadline)
}
