import type { Flag, Ruleset } from '@sluice/core'
import { partMark, partsOf, wordsFor } from './goes-by.ts'
import { givenBy } from './place-share.ts'

/**
 * What a flag goes by and another ruleset has otherwise, in words, where somebody may get a variant
 * by that who did not: a segment of the rule that gives it, or of one before that, a layer, a
 * holdout, a flag that is required. `undefined` where nobody does: nothing gives the variant, or
 * nothing that comes before what gives it is another one.
 *
 * What a flag has begun or ceased to go by is a difference of the flag itself.
 *
 * @param key - of the flag
 */
export function moreByPart(
  before: Ruleset,
  after: Ruleset,
  key: string,
  variant: string,
): string | undefined {
  const flag = Object.hasOwn(after.flags, key) ? after.flags[key] : undefined
  if (flag === undefined || flag.archived || !flag.enabled) return undefined
  const rules = untilGiven(flag, variant)
  if (rules === undefined) return undefined
  const part = partsOf(after, { ...flag, rules }).find((one) => {
    const mark = partMark(before, one)
    return mark !== undefined && mark !== partMark(after, one)
  })
  return part && wordsFor(part)
}

/** The rules that decide who gets a variant: the last that gives it, and those before. */
function untilGiven({ rules, defaultVariant }: Flag, variant: string): Flag['rules'] | undefined {
  if (defaultVariant === variant) return rules
  const last = rules.findLastIndex((rule) => givenBy(rule, variant) > 0)
  return last < 0 ? undefined : rules.slice(0, last + 1)
}
