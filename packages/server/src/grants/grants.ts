import type { Evaluation, EvaluationContext } from '@sluice/core'
import {
  forceVariant,
  GRANT_LIMITS,
  writeGrantAnswer,
  type GrantAnswer,
  type IgnoredFlag,
} from '@sluice/core/grants'
import type { Logger } from '../http/logger.ts'
import type { Clock } from '../live/clock.ts'
import { digestOf, entityTagOf } from '../ofrep/entity-tag.ts'
import { audienceOf, existsFor } from '../ofrep/flag-texts.ts'
import type { Pseudonyms } from '../intake/pseudonyms.ts'
import { createGrantCheck, type PresentedGrant, type RefusedGrant } from './check-grant.ts'
import type { GrantBook } from './grant-book.ts'
import type { GrantUses } from './grant-uses.ts'

/** What a grant comes to for one request. */
export interface AppliedGrant {
  /** The value of the answer's header. */
  readonly header: string
  /** Evaluations that take the place of the flags' own, by flag key. */
  readonly forced: ReadonlyMap<string, Evaluation>
}

/** Verifies and applies the grants of requests. */
export interface Grants {
  apply(presented: PresentedGrant): AppliedGrant
}

/** What applying grants takes. */
export interface GrantsDeps {
  readonly book: GrantBook
  readonly uses: GrantUses
  readonly clock: Pick<Clock, 'now'>
  readonly logger: Pick<Logger, 'warn'>
  /** Names units as events do. `undefined` while that cannot be done; `'none'` where no events are taken. */
  readonly pseudonyms: () => Pseudonyms | 'none' | undefined
}

/** How many flags that are left alone are told: proxies take a few kilobytes of headers. */
const TOLD_IGNORED = 10

/** Of how many grants the people are counted. */
const KEPT_GRANTS = 1_000

const NOTHING: ReadonlyMap<string, Evaluation> = new Map()

/** Makes what applies grants: all that decides about them, whichever way a request came. */
export function createGrants({ book, uses, clock, logger, pseudonyms }: GrantsDeps): Grants {
  const check = createGrantCheck(book, () => clock.now())
  // A link that got out would otherwise fill the memory, and empty the statistics.
  const people = new Map<string, Set<string>>()
  const isOverused = (id: string, { targetingKey, anonymousKey }: EvaluationContext): boolean => {
    const known = people.get(id) ?? new Set<string>()
    people.set(id, known)
    if (people.size > KEPT_GRANTS) people.delete(people.keys().next().value ?? '')
    const person = digestOf(Buffer.from(JSON.stringify([targetingKey, anonymousKey])))
    known.add(entityTagOf(person))
    return known.size > GRANT_LIMITS.people
  }
  return {
    apply(presented) {
      const claims = check(presented)
      const { environment, principal, context } = presented
      const refuse = (answer: RefusedGrant): AppliedGrant => {
        // Never the token: whoever reads the log could use it.
        logger.warn({ environment: environment.key, code: answer.code }, 'grant refused')
        return { header: writeGrantAnswer(answer), forced: NOTHING }
      }
      if ('state' in claims) return refuse(claims)
      if (isOverused(claims.jti, context)) return refuse(OVERUSED)
      const names = pseudonyms()
      // What is forced must not count, and that it is has to be known before it is seen.
      if (names === undefined) return refuse(UNCOUNTABLE)
      const audience = audienceOf(principal)
      const forced = new Map<string, Evaluation>()
      const ignored: IgnoredFlag[] = []
      for (const [flag, variant] of Object.entries(claims.overrides)) {
        const outcome = forceVariant(environment.compiled, flag, variant, (key) =>
          existsFor(audience, environment, key),
        )
        if ('refusal' in outcome) ignored.push({ flag, detail: outcome.refusal })
        else forced.set(flag, outcome.evaluation)
      }
      if (names !== 'none') {
        const units = unitsOf(context, (unit, value) => names(environment.key, unit, value))
        uses.record(environment.key, units, [...forced.keys()], claims.expiresAt)
      }
      const answer: GrantAnswer = {
        state: 'active',
        id: claims.jti,
        expiresAt: claims.expiresAt,
        forced: Object.fromEntries(
          [...forced.keys()].map((key) => [key, claims.overrides[key]]),
        ) as Record<string, string>,
        ignored: ignored.slice(0, TOLD_IGNORED),
      }
      return { header: writeGrantAnswer(answer), forced }
    },
  }
}

// Only what stands for one person: a company is not left out because somebody in it tests.
function unitsOf(
  { targetingKey, anonymousKey }: EvaluationContext,
  nameOf: (unit: string, value: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ targetingKey, anonymousKey }).flatMap(([unit, value]) =>
      typeof value === 'string' && value !== '' ? [[unit, nameOf(unit, value)]] : [],
    ),
  )
}

const OVERUSED: RefusedGrant = {
  state: 'refused',
  code: 'GRANT_OVERUSED',
  detail: `More than ${GRANT_LIMITS.people} people have used this grant, so its link must have got out. Revoke it.`,
}

const UNCOUNTABLE: RefusedGrant = {
  state: 'refused',
  code: 'GRANTS_UNAVAILABLE',
  detail: 'The service could not keep what a grant forces out of its statistics now. See its log.',
}
