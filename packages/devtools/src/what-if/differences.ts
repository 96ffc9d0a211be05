import type { FlagTable } from '@sluice/client'
import type { Explanation, OfrepFlag } from '@sluice/core'

/** One flag that would serve something else. */
export interface Difference {
  readonly key: string
  readonly now: string
  readonly otherwise: string
}

/** What a flag would serve, as words. */
export type Served = ReadonlyMap<string, string>

/** Reads what the service would answer for another context. */
export function servedIn(answer: unknown): Served {
  const { flags } = (answer ?? {}) as { readonly flags?: readonly OfrepFlag[] }
  return new Map(
    (Array.isArray(flags) ? (flags as readonly OfrepFlag[]) : []).map((flag) => [
      flag.key,
      words(flag.variant, flag.value),
    ]),
  )
}

/** Reads what an explanation of all flags serves to a page, for which some flags do not exist. */
export function servedBy(
  explanations: readonly (Explanation & { readonly forClients?: boolean })[],
): Served {
  return new Map(
    explanations
      .filter(({ forClients }) => forClients !== false)
      .map(({ key, evaluation }) => [
        key,
        'variant' in evaluation ? words(evaluation.variant, evaluation.value) : 'no value',
      ]),
  )
}

/** What the service serves now. */
export function servedNow(flags: FlagTable): Served {
  return new Map([...flags].map(([key, { variant, value }]) => [key, words(variant, value)]))
}

/** The flags that would change, in the order of their keys. */
export function differences(now: Served, other: Served): readonly Difference[] {
  const keys = new Set([...now.keys(), ...other.keys()])
  return [...keys]
    .map((key) => ({ key, now: now.get(key) ?? 'nothing', otherwise: other.get(key) ?? 'nothing' }))
    .filter((one) => one.now !== one.otherwise)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

function words(variant: string | undefined, value: unknown): string {
  const text = value === undefined ? 'no value' : JSON.stringify(value).slice(0, 80)
  return variant === undefined ? text : `${variant} (${text})`
}
