/** What a rule asks for, in words that every product here can say. */
export type Ask =
  | { readonly attribute: 'country'; readonly op: 'in'; readonly values: readonly string[] }
  | { readonly attribute: 'plan'; readonly op: 'equals'; readonly value: string }
  | { readonly attribute: 'age'; readonly op: 'atLeast'; readonly value: number }

/** Flags whose rules are tried in turn until one includes the person. */
export interface Workload {
  readonly flags: number
  /** What every rule serves: one variant, or each of two to half of the people. */
  readonly serves: 'variant' | 'split'
  /** The rules of a flag: the last includes everybody here, the others nobody. */
  readonly rulesOf: (flag: number) => readonly Ask[]
}

const HERE: Ask = { attribute: 'country', op: 'in', values: ['DE', 'FR'] }

/** One flag, one rule. */
export const oneRule = (serves: Workload['serves']): Workload => ({
  flags: 1,
  serves,
  rulesOf: () => [HERE],
})

/** 1,000 flags with ten rules each, of which the tenth matches; some rules occur in several flags. */
export const tenRules = (serves: Workload['serves']): Workload => ({
  flags: 1000,
  serves,
  rulesOf(flag) {
    const elsewhere = (step: number): string =>
      ELSEWHERE[(flag * step) % ELSEWHERE.length] as string
    return [
      { attribute: 'country', op: 'in', values: [elsewhere(1)] },
      { attribute: 'plan', op: 'equals', value: `trial-${flag % 12}` },
      { attribute: 'age', op: 'atLeast', value: 80 + (flag % 40) },
      { attribute: 'country', op: 'in', values: [elsewhere(3), elsewhere(5), elsewhere(7)] },
      { attribute: 'plan', op: 'equals', value: `free-${flag}` },
      { attribute: 'age', op: 'atLeast', value: 90 + (flag % 20) },
      { attribute: 'country', op: 'in', values: [elsewhere(11), elsewhere(13)] },
      { attribute: 'plan', op: 'equals', value: `enterprise-${flag % 12}` },
      { attribute: 'country', op: 'in', values: [elsewhere(17), elsewhere(2)] },
      HERE,
    ]
  },
})

/** Countries where nobody is. */
const ELSEWHERE =
  'AT BE BG CH CY CZ DK EE ES FI GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(
    ' ',
  )

/** The keys of all flags of a workload, as strings that a lookup has seen before. */
export const flagKeys = ({ flags }: Workload): readonly string[] =>
  Array.from({ length: flags }, (_, index) => `flag-${index}`)
