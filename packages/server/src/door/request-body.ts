import type { IncomingMessage } from 'node:http'

/** A request as Hono's server takes it over once its body was read. */
interface ReadRequest extends IncomingMessage {
  rawBody?: Buffer
}

/** Reads a body whose length was looked at before. One that breaks off is never handed on. */
export function readAll(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => void chunks.push(chunk))
  request.on('end', () => done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
}

/** Puts a body that was read where the routes find it. */
export function handOver(request: IncomingMessage, body: Buffer): void {
  ;(request as ReadRequest).rawBody = body
}
