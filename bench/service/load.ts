import type { Pool } from './request-pool.ts'

/** Writes a request as bytes. */
export function requestBytes(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
): Buffer {
  const lines = Object.entries({
    Host: url.host,
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST ${url.pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

/**
 * Asks a server for a while, with every connection of a pool at once: each sends
 * its next request when it has the answer to the last.
 *
 * @param requests - sent in turn, or made one after the other
 * @param status - of the answers; an error when one in twenty has another
 * @returns answers per second
 */
export async function requestRate(
  pool: Pool,
  requests: readonly Buffer[] | (() => Buffer),
  status: number,
  durationMs: number,
): Promise<number> {
  let answers = 0
  let turn = 0
  const next = (): Buffer =>
    typeof requests === 'function' ? requests() : (requests[turn++ % requests.length] as Buffer)
  const others: string[] = []
  const startedAt = performance.now()
  const until = startedAt + durationMs
  const askOn = async (): Promise<void> => {
    while (performance.now() < until) {
      const head = await pool.ask(next())
      answers++
      if (!head.startsWith(`HTTP/1.1 ${status} `)) others.push(head)
    }
  }
  await Promise.all(Array.from({ length: pool.connections }, askOn))
  if (others.length * 20 > answers) {
    throw new Error(`A server was to answer ${status}: ${others[0]?.slice(0, 200)}`)
  }
  return (answers / (performance.now() - startedAt)) * 1000
}
