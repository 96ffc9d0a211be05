import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { ServiceLimits } from './limits.ts'

/** What has to arrive of a body in each stretch of `bodyStallMs`, in bytes: far below the slowest phone, far above a trickle. */
const LEAST_BYTES = 512

/** The request that a socket is at. */
const REQUEST = Symbol('request')

/** When its body last made progress, in monotonic milliseconds. */
const PROGRESS_AT = Symbol('progress at')

/** What the socket had received then, in bytes; `undefined` before the first look. */
const RECEIVED = Symbol('received')

// On the socket itself, because this is written for every request.
interface Carrier extends Socket {
  [REQUEST]?: IncomingMessage | undefined
  [PROGRESS_AT]?: number
  [RECEIVED]?: number | undefined
}

/**
 * Refuses bodies that do not get on. Node measures how long a whole request
 * takes, which leaves half a minute to whoever sends a byte now and then. A slow
 * body that does get on is left alone.
 *
 * @returns what is to be told of every request, before its body is read
 */
export function refuseStalledBodies(
  server: Server,
  { bodyStallMs, timeoutCheckMs }: ServiceLimits,
): (request: IncomingMessage) => void {
  const sockets = new Set<Carrier>()
  function forget(this: Carrier): void {
    sockets.delete(this)
  }
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', forget)
  })
  const look = (): void => {
    const now = performance.now()
    for (const socket of sockets) {
      if (socket[REQUEST]?.complete !== false) {
        socket[REQUEST] = undefined
        continue
      }
      const { bytesRead } = socket
      if (bytesRead - (socket[RECEIVED] ??= bytesRead) >= LEAST_BYTES) {
        socket[RECEIVED] = bytesRead
        socket[PROGRESS_AT] = now
      } else if (now - (socket[PROGRESS_AT] ?? now) >= bodyStallMs) {
        sockets.delete(socket)
        server.emit('clientError', stalled(), socket)
      }
    }
  }
  const timer = setInterval(look, timeoutCheckMs)
  timer.unref()
  server.once('close', () => clearInterval(timer))
  return (request) => {
    const socket: Carrier = request.socket
    socket[REQUEST] = request
    socket[PROGRESS_AT] = performance.now()
    socket[RECEIVED] = undefined
  }
}

// As Node's own, so that both are answered alike.
function stalled(): Error {
  return Object.assign(new Error('The body of a request stalled.'), {
    code: 'ERR_HTTP_REQUEST_TIMEOUT',
  })
}
