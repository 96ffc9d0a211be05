import type { IncomingMessage, ServerResponse } from 'node:http'
import { safeText } from '../health/safe-text.ts'
import type { StreamHub } from '../stream/stream-hub.ts'
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
 * is room. A stream then is a response that is written to, and nothing beside
 * it is kept for each of thousands of listeners.
 */
export function createEventsDoor(deps: EventsDoorDeps): DirectDoor {
  const { clock, cors, hub, metrics } = deps
  const always = Object.entries({ ...deps.headers, ...STREAM_HEADERS, Vary: 'Origin' }).flat()
  return (request, response) => {
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
    response.writeHead(200, always.concat(marks))
    forget(request)
    openDirectStream(hub, { holder: admitted.holder, userAgent }, response)
    const seconds = (clock.monotonic() - startedAt) / 1000
    metrics.requestEnded({ method, route: EVENTS_PATH, status: 200, seconds })
    return true
  }
}

function openDirectStream(
  hub: StreamHub,
  listener: Parameters<StreamHub['open']>[0],
  response: ServerResponse,
): void {
  // What a stream begins with goes out in one packet.
  response.cork()
  const connection = hub.open(listener, new ResponseSink(response))
  response.uncork()
  response.once('close', () => connection?.left())
}

// A request stays as long as its answer, and a browser sends a kilobyte or two that nobody reads again.
function forget(request: IncomingMessage): void {
  request.url = ''
  request.headers = {}
  request.rawHeaders = []
}

// A class, because there are thousands and each function of its own would be kept for each.
class ResponseSink implements StreamSink {
  readonly lingers = true
  readonly #response: ServerResponse

  constructor(response: ServerResponse) {
    this.#response = response
  }

  send(text: string): boolean {
    if (this.#response.writableLength + text.length > BUFFER_LIMIT_BYTES) return false
    this.#response.write(text)
    return true
  }

  end(): void {
    this.#response.end()
  }

  cut(): void {
    this.#response.destroy()
  }
}
