import {
  EPOCH_HEADER,
  isUnresolved,
  RULESET_VERSION_HEADER,
  type EvaluationContext,
  type OfrepEventStream,
} from '@sluice/core'
import type { Principal } from '../auth/principal.ts'
import type { Clock } from '../live/clock.ts'
import type { LiveEnvironment, LiveEnvironments } from '../live/live-environments.ts'
import type { EventStreamsRequest } from '../stream/event-streams.ts'
import { entityTagOf, namesTag } from './entity-tag.ts'
import { audienceOf, existsFor, flagPiece, keysFor, pieceOf, type Piece } from './flag-texts.ts'

/** What answering for values takes. */
export interface ValuesDeps {
  readonly live: LiveEnvironments
  readonly clock: Clock
  /** The `eventStreams` of an answer: none when there is no room for more streams. */
  readonly eventStreams: (request: EventStreamsRequest) => readonly OfrepEventStream[]
  /** A fetch brought back the token of an event. */
  readonly onFetched: (environment: string, receipt: string, version: number) => void
  /** Flags were evaluated. */
  readonly onEvaluated: (environment: string, kind: 'bulk' | 'single', count: number) => void
}

/** A permitted request for values, whichever door it came in by. */
export interface ValuesRequest {
  readonly principal: Principal
  readonly environment: LiveEnvironment
  readonly context: EvaluationContext
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
  readonly headers: Readonly<Record<string, string>>
  /** JSON. */
  readonly body: string | undefined
  /** Whether each character of the body is one byte. */
  readonly isAscii: boolean
}

/** Answers requests for values from memory. */
export interface Values {
  all(request: BulkRequest): ValuesAnswer
  one(request: ValuesRequest, key: string): ValuesAnswer
}

const JSON_TYPE = { 'Content-Type': 'application/json' }

/** How many texts about streams are kept; one is shared by all units of a key whose tickets end together. */
const KEPT_STREAM_TEXTS = 1_000

/** Makes what decides about values. Nothing else does, so that every door gives the same answer. */
export function createValues(deps: ValuesDeps): Values {
  const { live, clock, onEvaluated, onFetched } = deps
  const streamPieces = createStreamPieces()
  const headersOf = ({ compiled }: LiveEnvironment): Record<string, string> => ({
    'Cache-Control': 'private, no-store',
    Vary: 'Authorization, X-API-Key',
    [RULESET_VERSION_HEADER]: String(compiled.version),
    [EPOCH_HEADER]: live.epoch,
  })
  return {
    all({ principal, environment, context, origin, ifNoneMatch, flagConfigEtag }) {
      const { key, compiled } = environment
      const audience = audienceOf(principal)
      const now = clock.now()
      const keys = keysFor(audience, environment)
      const pieces = keys.map((flag) =>
        flagPiece(audience, environment, compiled.evaluate(flag, context, now)),
      )
      const streams = deps.eventStreams({ environment: key, principal, context, origin })
      const end = streams.length === 0 ? undefined : streamPieces(streams)
      const tag = entityTagOf(end === undefined ? pieces : [...pieces, end])
      const headers = { ...headersOf(environment), ETag: tag }
      onEvaluated(key, 'bulk', keys.length)
      if (flagConfigEtag !== undefined) onFetched(key, flagConfigEtag, compiled.version)
      if (namesTag(ifNoneMatch, tag)) {
        return { status: 304, headers, body: undefined, isAscii: true }
      }
      let flags = ''
      let isAscii = end === undefined || end.isAscii
      for (const piece of pieces) {
        flags += flags === '' ? piece.text : `,${piece.text}`
        if (!piece.isAscii) isAscii = false
      }
      const body = `{"flags":[${flags}]${end === undefined ? '' : `,"eventStreams":${end.text}`}}`
      return { status: 200, headers: { ...headers, ...JSON_TYPE }, body, isAscii }
    },
    one({ principal, environment, context }, key) {
      const audience = audienceOf(principal)
      const headers = { ...headersOf(environment), ...JSON_TYPE }
      onEvaluated(environment.key, 'single', 1)
      if (!existsFor(audience, environment, key)) {
        const errorDetails = `There is no flag "${key.slice(0, 128)}".`
        const body = JSON.stringify({ key, errorCode: 'FLAG_NOT_FOUND', errorDetails })
        return { status: 404, headers, body, isAscii: false }
      }
      const evaluation = environment.compiled.evaluate(key, context, clock.now())
      const { text, isAscii } = flagPiece(audience, environment, evaluation)
      return { status: isUnresolved(evaluation) ? 400 : 200, headers, body: text, isAscii }
    },
  }
}

function createStreamPieces(): (streams: readonly OfrepEventStream[]) => Piece {
  const kept = new Map<string, Piece>()
  return (streams) => {
    const text = JSON.stringify(streams)
    const known = kept.get(text)
    if (known !== undefined) return known
    if (kept.size >= KEPT_STREAM_TEXTS) kept.clear()
    const made = pieceOf(text)
    kept.set(text, made)
    return made
  }
}
