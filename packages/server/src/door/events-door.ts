import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { safeText } from '../health/safe-text.ts'
import type { Connection } from '../stream/connection.ts'
import type { Listener, StreamHub } from '../stream/stream-hub.ts'
import {
  admit,
  EVENTS_PATH,
  MAX_EVENT_ID_LENGTH,
  STREAM_HEADERS,
  type StreamDeps,
} from '../stream/stream-routes.ts'
import { BUFFER_LIMIT_BYTES, type StreamSink } from '../stream/stream-sink.ts'
import type { DirectDoor, DoorDeps } from './direct-door.ts'
import { originOf, readHeaders } from './direct-headers.ts'
import { pageMarks } from './page-marks.ts'

/** What the door needs. */
export type EventsDoorDeps = DoorDeps & Pick<StreamDeps, 'hub' | 'tickets' | 'isActive'>

const TICKET_QUERY = `${EVENTS_PATH}?ticket=`

/**
 * Opens the short way to the event stream: for a ticket that works while there
 * is room. A stream then is a socket that is written to, and nothing of the
 * request is kept for each of thousands of listeners.
 */
export function createEventsDoor(deps: EventsDoorDeps): DirectDoor {
  const { clock, cors, hub, metrics } = deps
  const always = Object.entries({ ...deps.headers, ...STREAM_HEADERS, Vary: 'Origin' }).flat()
  return (request, response, _leave, takeSocket) => {
    const { method, rawHeaders, url = '' } = request
    if (method !== 'GET' || !url.startsWith(TICKET_QUERY)) return false
    const ticket = url.slice(TICKET_QUERY.length)
    if (!/^[\w.-]+$/.test(ticket) || hub.full) return false
    const startedAt = clock.monotonic()
    const headers = readHeaders(rawHeaders)
    const own = originOf(headers?.host)
    if (headers === undefined || own === undefined) return false
    const { 'content-length': length, 'last-event-id': lastEventId } = headers
    if (length !== undefined || (lastEventId?.length ?? 0) > MAX_EVENT_ID_LENGTH) return false
    const admitted = admit(deps, ticket)
    if (admitted === undefined) return false
    const marks = pageMarks(cors, headers.origin, own, admitted.environment)
    if (marks === undefined) return false

    const userAgent = safeText(headers['user-agent'] ?? '')
    const listener = { holder: admitted.holder, userAgent }
    const answered = always.concat(marks)
    takeSocket((socket) => {
      if (socket !== undefined) return openOnSocket(hub, listener, socket, answered)
      response.writeHead(200, answered)
      openOn(hub, listener, response)
    })
    const seconds = (clock.monotonic() - startedAt) / 1000
    metrics.requestEnded({ method, route: EVENTS_PATH, status: 200, seconds })
    return true
  }
}

/** A socket that a client listens on. */
interface StreamSocket extends Socket {
  [LISTENS]?: Pick<Connection, 'left'> | undefined
}

const LISTENS = Symbol('listens')

function openOnSocket(
  hub: StreamHub,
  listener: Listener,
  socket: StreamSocket,
  headers: readonly string[],
): void {
  socket.on('error', ignore)
  socket.on('end', hangUp)
  socket.on('close', leave)
  // Nobody reads what a client goes on to say; without that, its end would not be heard.
  socket.resume()
  // What a stream begins with goes out in one packet.
  socket.cork()
  socket.write(headOf(headers), 'latin1')
  socket[LISTENS] = hub.open(listener, new StreamWriter(socket))
  if (socket[LISTENS] === undefined) socket.end()
  socket.uncork()
}

// One function for all of thousands, where each of its own would be kept for each.
function ignore(): void {
  // A connection that broke; that it closes is heard.
}

function hangUp(this: Socket): void {
  this.end()
}

function leave(this: StreamSocket): void {
  this[LISTENS]?.left()
}

/** The head of an answer whose body ends with the connection. */
function headOf(headers: readonly string[]): string {
  let head = 'HTTP/1.1 200 OK\r\n'
  for (let index = 0; index < headers.length; index += 2) {
    head += `${headers[index]}: ${headers[index + 1]}\r\n`
  }
  return `${head}Date: ${new Date().toUTCString()}\r\nConnection: close\r\n\r\n`
}

function openOn(hub: StreamHub, listener: Listener, response: ServerResponse): void {
  response.cork()
  const connection = hub.open(listener, new StreamWriter(response))
  if (connection === undefined) response.end()
  response.uncork()
  response.once('close', () => connection?.left())
}

// A class, because there are thousands and each function of its own would be kept for each.
class StreamWriter implements StreamSink {
  readonly lingers = true
  readonly #target: Socket | ServerResponse

  constructor(target: Socket | ServerResponse) {
    this.#target = target
  }

  send(text: string): boolean {
    if (this.#target.writableLength + text.length > BUFFER_LIMIT_BYTES) return false
    this.#target.write(text)
    return true
  }

  end(): void {
    this.#target.end()
  }

  cut(): void {
    this.#target.destroy()
  }
}
