import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Metrics } from '../health/metrics.ts'
import type { Clock } from '../live/clock.ts'
import type { LiveEnvironments } from '../live/live-environments.ts'
import type { Cors } from '../ofrep/cors.ts'

/**
 * Gives a request's socket away, for an answer that stays open.
 *
 * @param give - is given the socket; or `undefined`, and then answers the usual way
 */
export type TakeSocket = (give: (socket: Socket | undefined) => void) => void

/**
 * A short way past the routes, for the requests that come all day and end well.
 * Whatever is in any way unusual is left to the routes, which refuse, explain
 * and log. So a door need only know what is right, and both ways give the same
 * answer.
 *
 * @param request - with its address in canonical form
 * @param leave - takes a request whose body was read and is now in its `rawBody`
 * @param takeSocket - to be called at once, or not at all
 * @returns `false` when the request was left as it came
 */
export type DirectDoor = (
  request: IncomingMessage,
  response: ServerResponse,
  leave: () => void,
  takeSocket: TakeSocket,
) => boolean

/** What every door needs. */
export interface DoorDeps {
  readonly live: LiveEnvironments
  readonly clock: Clock
  readonly cors: Cors
  readonly metrics: Pick<Metrics, 'requestEnded'>
  /** On every answer. */
  readonly headers: Readonly<Record<string, string>>
}

/** Makes one door of several: the first that takes a request has it. */
export function joinDoors(...doors: readonly DirectDoor[]): DirectDoor {
  return (...asked) => doors.some((door) => door(...asked))
}
