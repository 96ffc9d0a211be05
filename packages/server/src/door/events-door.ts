import type { ServerResponse } from 'node:http'
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
    openDirectStream(hub, { ...admitted.ticket, userAgent, lastEventId }, response)
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
  const connection = hub.open(listener, sinkOf(response))
  response.uncork()
  response.once('close', () => connection?.left())
}

function sinkOf(response: ServerResponse): StreamSink {
  return {
    lingers: true,
    send(text) {
      if (response.writableLength + text.length > BUFFER_LIMIT_BYTES) return false
      response.write(text)
      return true
    },
    end: () => void response.end(),
    cut: () => void response.destroy(),
  }
}
