import { getRequestListener } from '@hono/node-server'
import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from '../http/logger.ts'
import type { DirectDoor, TakeSocket } from '../door/direct-door.ts'
import { canonicalTarget } from './canonical-target.ts'
import type { ServiceLimits } from './limits.ts'
import { isLoopbackHost } from './loopback.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import { refuseStalledBodies } from './stalled-bodies.ts'
import { takeOver } from './take-over.ts'

/** All headers of a request together, in bytes. */
const MAX_HEADER_BYTES = 16 * 1024

/** How long somebody who was refused may keep the connection open, in milliseconds. */
const FAREWELL_MS = 1_000

/** What the parser could not take, as an answer. */
const PARSER_STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** What a server is made of. */
export interface HttpServerOptions {
  readonly fetch: Parameters<typeof getRequestListener>[0]
  /** Is asked first. */
  readonly direct: DirectDoor
  readonly limits: ServiceLimits
  readonly logger: Logger
  /** Refuses requests whose `Host` names another machine. */
  readonly loopbackOnly: boolean
}

/**
 * Makes an HTTP server that is hard to hurt: every wait and every size has an
 * end, and what is no proper request gets a short answer and is closed.
 */
export function createHttpServer(options: HttpServerOptions): Server {
  const { direct, limits, logger, loopbackOnly } = options
  const listener = getRequestListener(options.fetch)
  const isKnownLoopback = remembersLast(isLoopbackHost)
  // Decided when the answer begins, since a request may well be older than the wish to stop.
  class Answer extends ServerResponse {
    override writeHead(status: number, ...rest: unknown[]): this {
      if (!server.listening) this.shouldKeepAlive = false
      return super.writeHead(...([status, ...rest] as Parameters<ServerResponse['writeHead']>))
    }
  }
  const server: Server = createServer(
    {
      ServerResponse: Answer,
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: limits.timeoutCheckMs,
      keepAliveTimeout: limits.keepAliveMs,
      requireHostHeader: true,
      insecureHTTPParser: false,
    },
    (request, response) => {
      const target = canonicalTarget(request.url ?? '')
      if (target === undefined || hostCount(request) > 1) return refuse(request, response, 400)
      if (request.method === 'TRACE') return refuse(request, response, 405)
      if (loopbackOnly && !isKnownLoopback(request.headers.host)) {
        return refuse(request, response, 421)
      }
      request.url = target
      begun(request)
      const listen = (): void => void listener(request, response)
      const takeSocket: TakeSocket = (give) => takeOver(server, request, response, give)
      if (!direct(request, response, listen, takeSocket)) listen()
    },
  )
  const begun = refuseStalledBodies(server, limits)
  server.maxConnections = limits.maxConnections
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const { code } = error
    if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    logger.info({ code }, 'malformed request refused')
    const status = PARSER_STATUS[code ?? ''] ?? '400 Bad Request'
    ;(socket as Socket).end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    // Whoever sends slowly is in no hurry to leave either; broken off at once, the answer could be lost.
    setTimeout(() => socket.destroy(), FAREWELL_MS).unref()
  })
  return server
}

// Nearly all requests name the same host.
function remembersLast(test: (host: string | undefined) => boolean) {
  let last: string | undefined
  return (host: string | undefined): boolean => {
    if (host !== undefined && host === last) return true
    if (!test(host)) return false
    last = host
    return true
  }
}

// Node takes the first of several; a proxy before us may have taken the last.
function hostCount({ rawHeaders }: IncomingMessage): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') count++
  }
  return count
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  response.writeHead(status, { ...SECURITY_HEADERS, Connection: 'close', 'Content-Length': 0 })
  response.end()
  request.resume()
}
