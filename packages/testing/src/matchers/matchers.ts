import type { FlagKey, Outcome, VariantName } from '@sluice/client'
import type { ExposurePhase } from '@sluice/core'
import { findFlag, valueOfVariant } from '../naming/check-names.ts'
import { session } from '../session.ts'
import { seenBy, type Subject } from './subject.ts'

/** How an exposure has to be; what is left out may be anything. */
export interface ExpectedExposure<V extends string = string> {
  readonly variant?: V
  readonly phase?: ExposurePhase
  /** Whether somebody forced it. */
  readonly override?: boolean
}

/** What `expect` can say about gates. */
export interface SluiceMatchers<R = void> {
  /**
   * A component that used this flag was on the screen, in this variant where one is given.
   * With a manifest, a flag or variant that does not exist is an error, also after `not`.
   */
  toHaveExposed<K extends FlagKey>(
    flag: K,
    expected?: VariantName<K> | ExpectedExposure<VariantName<K>>,
  ): R
  /** As `toHaveExposed`, and that counts once: not again for another person, or in another way. */
  toHaveExposedOnce<K extends FlagKey>(
    flag: K,
    expected?: VariantName<K> | ExpectedExposure<VariantName<K>>,
  ): R
  /** An outcome was recorded; a value and properties where they are given, others may be there too. */
  toHaveTracked(name: string, expected?: Outcome): R
}

interface MatcherContext {
  readonly isNot?: boolean | undefined
  readonly equals: (a: unknown, b: unknown) => boolean
}

interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

type Matcher<A extends unknown[]> = (
  this: MatcherContext,
  received: unknown,
  ...args: A
) => MatcherResult

type ExposureMatcher = Matcher<[flag: string, expected?: string | ExpectedExposure]>

/** The matchers, for an `expect` that is not that of an entry: `expect.extend(sluiceMatchers)`. */
export const sluiceMatchers: {
  readonly toHaveExposed: ExposureMatcher
  readonly toHaveExposedOnce: ExposureMatcher
  readonly toHaveTracked: Matcher<[name: string, expected?: Outcome]>
} = {
  toHaveExposed(received, flag, expected) {
    const { seen, found } = findExposures(this, received, flag, expected)
    return {
      pass: found.length > 0,
      message: () =>
        `Expected ${wanted(flag, expected)} ${this.isNot === true ? 'not ' : ''}to be exposed. ${listed(seen, describe)}`,
    }
  },
  toHaveExposedOnce(received, flag, expected) {
    const { seen, found } = findExposures(this, received, flag, expected)
    return {
      pass: found.length === 1,
      message: () =>
        `Expected ${wanted(flag, expected)} ${this.isNot === true ? 'not ' : ''}to be exposed once, and it was ${times(found.length)}. ${listed(seen, describe)}`,
    }
  },
  toHaveTracked(received, name, expected = {}) {
    const seen = seenBy('tracked', received)
    const { value, properties = {} } = expected
    const pass = seen.some(
      (outcome) =>
        outcome.name === name &&
        (value === undefined || this.equals(outcome.value, value)) &&
        Object.entries(properties).every(([key, each]) =>
          this.equals(outcome.properties?.[key], each),
        ),
    )
    return {
      pass,
      message: () =>
        `Expected "${name}" ${this.isNot === true ? 'not ' : ''}to be tracked${Object.keys(expected).length > 0 ? ` with ${JSON.stringify(expected)}` : ''}. ${listed(
          seen,
          ({ name: other, value: sum, properties: more }) =>
            `"${other}" ${JSON.stringify({ value: sum, properties: more })}`,
        )}`,
    }
  },
}

function findExposures(
  context: MatcherContext,
  received: unknown,
  flag: string,
  expected: string | ExpectedExposure = {},
) {
  const seen = seenBy('exposures', received)
  const { variant, phase, override } =
    typeof expected === 'string' ? { variant: expected } : expected
  checkNames(seen, flag, variant)
  const found = seen.filter(
    (exposure) =>
      exposure.flag === flag &&
      (variant === undefined || context.equals(exposure.variant, variant)) &&
      (phase === undefined || exposure.phase === phase) &&
      (override === undefined || (exposure.override ?? false) === override),
  )
  return { seen, found }
}

/** What does not exist is never exposed: with a typing error, "not" would always be true. */
function checkNames(seen: readonly Seen[], flag: string, variant: unknown): void {
  const { manifest } = session.settings
  findFlag(manifest, flag)
  // A value that no variant has is exposed by a name of its own; a pattern is no name.
  const isSeen = seen.some((exposure) => exposure.flag === flag && exposure.variant === variant)
  if (typeof variant === 'string' && !isSeen) valueOfVariant(manifest, flag, variant)
}

type Seen = ReturnType<NonNullable<Subject['exposures']>>[number]

function describe({ flag, variant, phase, override }: Seen): string {
  return `"${flag}"${variant === undefined ? '' : ` in "${variant}"`} (${phase}${override === true ? ', forced' : ''})`
}

function wanted(flag: string, expected: string | ExpectedExposure = {}): string {
  const { variant, phase, override } =
    typeof expected === 'string' ? { variant: expected } : expected
  const more = [
    ...(phase === undefined ? [] : [phase]),
    ...(override === undefined ? [] : [override ? 'forced' : 'not forced']),
  ]
  return `"${flag}"${variant === undefined ? '' : ` in "${variant}"`}${more.length > 0 ? ` (${more.join(', ')})` : ''}`
}

function listed<T>(seen: readonly T[], show: (one: T) => string): string {
  if (seen.length === 0) return 'There was nothing.'
  return `There was:\n${seen.map((one) => `  ${show(one)}`).join('\n')}`
}

function times(count: number): string {
  return count === 0 ? 'not' : count === 1 ? 'once' : `${count} times`
}
