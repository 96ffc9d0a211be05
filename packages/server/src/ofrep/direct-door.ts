import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Principal } from '../auth/principal.ts'
import { may } from '../auth/permissions.ts'
import type { Metrics } from '../health/metrics.ts'
import { credentialOf } from '../http/credential-of.ts'
import type { Clock } from '../live/clock.ts'
import type { LiveEnvironment, LiveEnvironments } from '../live/live-environments.ts'
import { isSameOrigin } from './allowed-origins.ts'
import type { Cors } from './cors.ts'
import { readHeaders, type DirectHeaders } from './direct-headers.ts'
import { CONTEXT_LIMIT_BYTES, contextOf } from './evaluation-request.ts'
import { bulkRoute, singleRoute } from './ofrep-route-definitions.ts'
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

/** Who asks, about what, and what marks the answer for its page. */
interface Caller {
  readonly principal: Principal
  readonly environment: LiveEnvironment
  readonly marks: Readonly<Record<string, string>>
}

// Everything that an address of these routes can be when nothing in it needs decoding.
const ADDRESS =
  /^\/ofrep\/v1\/evaluate\/flags(?:\/(?<key>[\w.-]+))?(?:\?(?:flagConfigEtag=(?<tag>[\w.-]+))?)?$/

const ROUTES = { all: bulkRoute.path, one: singleRoute.path.replace('{key}', ':key') }

const NO_MARKS = {}

/**
 * Makes the short way to the values, past the routes: for the requests that
 * pages and servers send all day, the POST of a key that ends well. Whatever is
 * in any way unusual is left to the routes, which refuse, explain and log. So
 * this way need only know what is right, and both give the same answer.
 */
export function createDirectDoor(deps: DirectDoorDeps): DirectDoor {
  const { clock, values, metrics } = deps
  return (request, response, leave) => {
    if (request.method !== 'POST') return false
    const address = ADDRESS.exec(request.url ?? '')?.groups
    if (address === undefined) return false
    const startedAt = clock.monotonic()
    const headers = readHeaders(request.rawHeaders)
    if (headers === undefined || Number(headers['content-length']) > CONTEXT_LIMIT_BYTES)
      return false
    const caller = callerOf(deps, headers)
    if (caller === undefined) return false
    const { key, tag } = address

    const decide = (body: Buffer): ValuesAnswer => {
      const asked = { ...caller, context: contextOf(body) }
      if (key !== undefined) return values.one(asked, key)
      return values.all({
        ...asked,
        origin: headers.own,
        ifNoneMatch: headers['if-none-match'],
        flagConfigEtag: tag,
      })
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
      send(response, answer, { ...deps.headers, ...answer.headers, ...caller.marks })
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
  if (environment === undefined || !may(principal, bulkRoute.permission, principal))
    return undefined
  const { origin, own } = headers
  const isOwnPage = origin === undefined || isSameOrigin(origin, own)
  const marks = isOwnPage ? NO_MARKS : deps.cors.marksFor(origin, environment)
  return marks && { principal, environment, marks }
}

function readAll(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => void chunks.push(chunk))
  request.on('end', () => done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
}

function send(
  response: ServerResponse,
  { status, body, isAscii }: ValuesAnswer,
  headers: Record<string, string>,
): void {
  headers['Vary'] += ', Origin'
  if (body === undefined) {
    response.writeHead(status, headers).end()
  } else if (isAscii) {
    // Written as it is, in one go with the headers; as UTF-8 it would be measured and copied first.
    response.writeHead(status, { ...headers, 'Content-Length': body.length }).end(body, 'latin1')
  } else {
    const bytes = Buffer.from(body)
    response.writeHead(status, { ...headers, 'Content-Length': bytes.length }).end(bytes)
  }
}
