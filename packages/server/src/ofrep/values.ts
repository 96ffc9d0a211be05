import {
  EPOCH_HEADER,
  EVENT_ATTRIBUTES_HEADER,
  EVENT_UNITS_HEADER,
  eventAttributesOf,
  GRANT_HEADER,
  isUnresolved,
  RULESET_VERSION_HEADER,
  type Ruleset,
} from '@sluice/core'
import type { Principal } from '../auth/principal.ts'
import type { Clock } from '../live/clock.ts'
import type { AppliedGrant, Grants } from '../grants/grants.ts'
import type { LiveEnvironment, LiveEnvironments } from '../live/live-environments.ts'
import type { EventStreamsRequest } from '../stream/event-streams.ts'
import { bulkBody, textBody, type Body } from './body.ts'
import { entityTagOf, joinDigests, namesTag } from './entity-tag.ts'
import { createEvaluateAll, evaluateForced } from './evaluated.ts'
import { contextOf } from './evaluation-request.ts'
import { audienceOf, existsFor, flagPiece, type Audience, type Piece } from './flag-texts.ts'

/** What answering for values takes. */
export interface ValuesDeps {
  readonly live: LiveEnvironments
  readonly clock: Clock
  readonly grants: Grants
  /** The `eventStreams` of an answer: none when there is no room for more streams. */
  readonly eventStreams: (request: EventStreamsRequest) => Piece | undefined
  /** A fetch brought back the token of an event. */
  readonly onFetched: (environment: string, receipt: string, version: number) => void
  /** Flags were evaluated. */
  readonly onEvaluated: (environment: string, kind: 'bulk' | 'single', count: number) => void
}

/** A permitted request for values, whichever door it came in by. */
export interface ValuesRequest {
  readonly principal: Principal
  readonly environment: LiveEnvironment
  /** As it came. */
  readonly body: Buffer
  readonly grant?: GivenGrant | undefined
}

/** The grant of a request. */
export interface GivenGrant {
  readonly token: string
  /** The origin of the page that asks, or that is drawn; `undefined` where nobody says so. */
  readonly page: string | undefined
}

/** A request for all values. */
export interface BulkRequest extends ValuesRequest {
  /** Of the address that the request came in at. */
  readonly origin: string
  readonly ifNoneMatch: string | undefined
  /** The `etag` of the event that caused the request. */
  readonly flagConfigEtag: string | undefined
}

/** An answer, for a door to send. */
export interface ValuesAnswer {
  readonly status: 200 | 304 | 400 | 404
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: Body | undefined
}

/** Answers requests for values from memory. Throws HttpError with status 400 for a body without a context. */
export interface Values {
  all(request: BulkRequest): ValuesAnswer
  one(request: ValuesRequest, key: string): ValuesAnswer
}

function eventHeadersOf(ruleset: Ruleset): readonly string[] {
  const { units, stored } = eventAttributesOf(ruleset)
  return [
    ...(units.length > 0 ? [EVENT_UNITS_HEADER, units.join()] : []),
    ...(stored.length > 0 ? [EVENT_ATTRIBUTES_HEADER, stored.join()] : []),
  ]
}

function headersOfGrant(grant: AppliedGrant | undefined): readonly string[] {
  return grant === undefined ? [] : [GRANT_HEADER, grant.header]
}

const JSON_TYPE = ['Content-Type', 'application/json']

/** Makes what decides about values. Nothing else does, so that every door gives the same answer. */
export function createValues(deps: ValuesDeps): Values {
  const { live, clock, grants, eventStreams, onEvaluated, onFetched } = deps
  const evaluateAll = {
    client: createEvaluateAll('client'),
    trusted: createEvaluateAll('trusted'),
  } satisfies Record<Audience, unknown>
  const headersMade = new WeakMap<LiveEnvironment, readonly string[]>()
  const headersOf = (environment: LiveEnvironment): string[] => {
    const made = headersMade.get(environment) ?? [
      'Cache-Control',
      'private, no-store',
      'Vary',
      'Authorization, X-API-Key, Origin, Sluice-Grant',
      RULESET_VERSION_HEADER,
      String(environment.compiled.version),
      EPOCH_HEADER,
      live.epoch,
      ...eventHeadersOf(environment.compiled.ruleset),
    ]
    headersMade.set(environment, made)
    return [...made]
  }
  return {
    all({ principal, environment, body, grant, origin, ifNoneMatch, flagConfigEtag }) {
      const { key, compiled } = environment
      const audience = audienceOf(principal)
      const applied =
        grant && grants.apply({ ...grant, principal, environment, context: contextOf(body) })
      const evaluated =
        applied === undefined
          ? evaluateAll[audience](environment, body, clock.now())
          : evaluateForced(audience, environment, body, clock.now(), applied.forced)
      const { count, digest, pieces, size, targetingKey } = evaluated
      const streams = eventStreams({ environment: key, principal, targetingKey, origin })
      const tag = entityTagOf(
        streams === undefined ? digest : joinDigests([digest, streams.digest]),
      )
      const headers = headersOf(environment)
      headers.push('ETag', tag, ...headersOfGrant(applied))
      onEvaluated(key, 'bulk', count)
      if (flagConfigEtag !== undefined) onFetched(key, flagConfigEtag, compiled.version)
      if (namesTag(ifNoneMatch, tag)) return { status: 304, headers, body: undefined }
      headers.push(...JSON_TYPE)
      return { status: 200, headers, body: bulkBody(pieces, size, streams) }
    },
    one({ principal, environment, body, grant }, key) {
      const context = contextOf(body)
      const audience = audienceOf(principal)
      const applied = grant && grants.apply({ ...grant, principal, environment, context })
      const headers = [...headersOf(environment), ...headersOfGrant(applied), ...JSON_TYPE]
      onEvaluated(environment.key, 'single', 1)
      if (!existsFor(audience, environment, key)) {
        const errorDetails = `There is no flag "${key.slice(0, 128)}".`
        const failure = JSON.stringify({ key, errorCode: 'FLAG_NOT_FOUND', errorDetails })
        return { status: 404, headers, body: textBody(Buffer.from(failure)) }
      }
      const evaluation =
        applied?.forced.get(key) ?? environment.compiled.evaluate(key, context, clock.now())
      const { bytes } = flagPiece(audience, environment, evaluation)
      return {
        status: isUnresolved(evaluation) ? 400 : 200,
        headers,
        body: textBody(bytes.subarray(1)),
      }
    },
  }
}
