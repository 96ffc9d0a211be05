import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Principal } from '../auth/principal.ts'
import { may } from '../auth/permissions.ts'
import type { Metrics } from '../health/metrics.ts'
import { credentialOf } from '../http/credential-of.ts'
import type { Clock } from '../live/clock.ts'
import type { LiveEnvironment, LiveEnvironments } from '../live/live-environments.ts'
import { isSameOrigin } from './allowed-origins.ts'
import type { Cors } from './cors.ts'
import { originOf, readHeaders, type DirectHeaders } from './direct-headers.ts'
import { CONTEXT_LIMIT_BYTES } from './evaluation-request.ts'
import { bulkRoute, singleRoute } from './ofrep-route-definitions.ts'
import { borrowBuffer } from './send-buffers.ts'
import type { Values, ValuesAnswer } from './values.ts'

/** What the door needs. */
export interface DirectDoorDeps {
  readonly live: LiveEnvironments
  readonly clock: Clock
  readonly cors: Cors
  readonly values: Values
  readonly metrics: Pick<Metrics, 'requestEnded'>
  readonly authenticate: (credential: string) => Principal | undefined
  /** On every answer. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Answers a request on the spot, or leaves it.
 *
 * @param request - with its address in canonical form
 * @param leave - takes a request whose body was read and is now in its `rawBody`
 * @returns `false` when the request was left as it came
 */
export type DirectDoor = (
  request: IncomingMessage,
  response: ServerResponse,
  leave: () => void,
) => boolean

/** A request as Hono's server takes it over once its body was read. */
interface ReadRequest extends IncomingMessage {
  rawBody?: Buffer
}

/** Who asks, about what, from where, and what marks the answer for its page. */
interface Caller {
  readonly principal: Principal
  readonly environment: LiveEnvironment
  /** Of the address that the request came in at. */
  readonly origin: string
  /** Header names and values in turn. */
  readonly marks: readonly string[]
}

// Everything that an address of these routes can be when nothing in it needs decoding.
const ADDRESS = /^\/ofrep\/v1\/evaluate\/flags(?:\/([\w.-]+))?(?:\?(?:flagConfigEtag=([\w.-]+))?)?$/

const ROUTES = { all: bulkRoute.path, one: singleRoute.path.replace('{key}', ':key') }

const NO_MARKS: readonly string[] = []

/**
 * Makes the short way to the values, past the routes: for the requests that
 * pages and servers send all day, the POST of a key that ends well. Whatever is
 * in any way unusual is left to the routes, which refuse, explain and log. So
 * this way need only know what is right, and both give the same answer.
 */
export function createDirectDoor(deps: DirectDoorDeps): DirectDoor {
  const { clock, values, metrics } = deps
  const always = Object.entries(deps.headers).flat()
  return (request, response, leave) => {
    if (request.method !== 'POST') return false
    const address = ADDRESS.exec(request.url ?? '')
    if (address === null) return false
    const startedAt = clock.monotonic()
    const headers = readHeaders(request.rawHeaders)
    if (headers === undefined || Number(headers['content-length']) > CONTEXT_LIMIT_BYTES)
      return false
    const caller = callerOf(deps, headers)
    if (caller === undefined) return false
    const [, key, flagConfigEtag] = address

    const decide = (body: Buffer): ValuesAnswer => {
      if (key !== undefined) return values.one({ ...caller, body }, key)
      const ifNoneMatch = headers['if-none-match']
      return values.all({ ...caller, body, ifNoneMatch, flagConfigEtag })
    }
    readAll(request, (body) => {
      let answer: ValuesAnswer
      try {
        answer = decide(body)
      } catch {
        // What is wrong is found again by the routes, which know how to say it.
        ;(request as ReadRequest).rawBody = body
        return leave()
      }
      send(response, answer, always.concat(answer.headers, caller.marks))
      metrics.requestEnded({
        method: 'POST',
        route: key === undefined ? ROUTES.all : ROUTES.one,
        status: answer.status,
        seconds: (clock.monotonic() - startedAt) / 1000,
      })
    })
    return true
  }
}

function callerOf(deps: DirectDoorDeps, headers: DirectHeaders): Caller | undefined {
  const credential = credentialOf((name) => headers[name])
  const principal = credential === undefined ? undefined : deps.authenticate(credential)
  // A token may be about any environment, and says which in its own way.
  if (principal === undefined || principal.kind === 'token') return undefined
  const environment = deps.live.get(principal.environment)
  const origin = originOf(headers.host)
  if (environment === undefined || origin === undefined) return undefined
  if (!may(principal, bulkRoute.permission, principal)) return undefined
  const page = headers.origin
  if (page === undefined || isSameOrigin(page, origin))
    return { principal, environment, origin, marks: NO_MARKS }
  const marks = deps.cors.marksFor(page, environment)
  return marks && { principal, environment, origin, marks: Object.entries(marks).flat() }
}

function readAll(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => void chunks.push(chunk))
  request.on('end', () => done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
}

function send(response: ServerResponse, { status, body }: ValuesAnswer, headers: string[]): void {
  if (body === undefined) {
    response.writeHead(status, headers).end()
    return
  }
  const { buffer, giveBack } = borrowBuffer(body.size)
  body.fill(buffer)
  headers.push('Content-Length', String(body.size))
  response.writeHead(status, headers).end(buffer, giveBack)
}
