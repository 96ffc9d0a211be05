import type { ServerResponse } from 'node:http'
import { hasRole, type Principal } from '../auth/principal.ts'
import { may } from '../auth/permissions.ts'
import { credentialOf } from '../http/credential-of.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import { CONTEXT_LIMIT_BYTES } from '../ofrep/evaluation-request.ts'
import { bulkRoute, singleRoute } from '../ofrep/ofrep-route-definitions.ts'
import type { Values, ValuesAnswer } from '../ofrep/values.ts'
import type { DirectDoor, DoorDeps } from './direct-door.ts'
import { originOf, readHeaders, type DirectHeaders } from './direct-headers.ts'
import { pageMarks } from './page-marks.ts'
import { handOver, readAll } from './request-body.ts'
import { borrowBuffer } from './send-buffers.ts'

/** What the door needs. */
export interface ValuesDoorDeps extends DoorDeps {
  readonly values: Values
  readonly authenticate: (credential: string) => Principal | undefined
}

/** Who asks, about what, from where, and what marks the answer for its page. */
interface Caller {
  readonly credential: string
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

/** Opens the short way to the values: for the POST of a key. */
export function createValuesDoor(deps: ValuesDoorDeps): DirectDoor {
  const { clock, values, metrics } = deps
  const always = Object.entries(deps.headers).flat()
  return (request, response, leave) => {
    if (request.method !== 'POST') return false
    const address = ADDRESS.exec(request.url ?? '')
    if (address === null) return false
    const startedAt = clock.monotonic()
    const headers = readHeaders(request.rawHeaders)
    if (headers === undefined || !hasFittingBody(headers)) return false
    // Few people have a grant, and what it forces is not remembered.
    if (headers['sluice-grant'] !== undefined) return false
    const caller = callerOf(deps, headers)
    if (caller === undefined) return false
    const [, key, flagConfigEtag] = address

    const decide = (caller: Caller, body: Buffer): ValuesAnswer => {
      if (key !== undefined) return values.one({ ...caller, body }, key)
      const ifNoneMatch = headers['if-none-match']
      return values.all({ ...caller, body, ifNoneMatch, flagConfigEtag })
    }
    readAll(request, (body) => {
      const leaveRead = (): void => {
        // What is wrong is found again by the routes, which know how to say it.
        handOver(request, body)
        leave()
      }
      // A body may take its time, and meanwhile a flag was killed or a key revoked.
      const current = isCurrent(deps, caller) ? caller : callerOf(deps, headers)
      if (current === undefined) return leaveRead()
      let answer: ValuesAnswer
      try {
        answer = decide(current, body)
      } catch {
        return leaveRead()
      }
      send(response, answer, always.concat(answer.headers, current.marks))
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

function callerOf(deps: ValuesDoorDeps, headers: DirectHeaders): Caller | undefined {
  const credential = credentialOf((name) => headers[name])
  if (credential === undefined) return undefined
  const principal = deps.authenticate(credential)
  // A token may be about any environment, and says which in its own way.
  if (principal === undefined || hasRole(principal)) return undefined
  const environment = deps.live.get(principal.environment)
  const origin = originOf(headers.host)
  if (environment === undefined || origin === undefined) return undefined
  if (!may(principal, bulkRoute.permission, principal)) return undefined
  const marks = pageMarks(deps.cors, headers.origin, origin, environment)
  return marks && { credential, principal, environment, origin, marks }
}

function isCurrent(
  { live, authenticate }: ValuesDoorDeps,
  { credential, principal, environment }: Caller,
): boolean {
  return live.get(environment.key) === environment && authenticate(credential) === principal
}

function hasFittingBody({ 'content-length': length = '' }: DirectHeaders): boolean {
  return /^\d{1,6}$/.test(length) && Number(length) <= CONTEXT_LIMIT_BYTES
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
