import { BPS, type Flag, type Prerequisite, type Rule, type Ruleset } from '@sluice/core'
import type { SplitRule } from './split-rule.ts'

/**
 * Tells why nobody would be counted whom a flag is shown, and what to change.
 *
 * @param key - of the flag
 */
export function whyUncounted(key: string, flag: Flag): string | undefined {
  const { policy, sampleBps } = flag.exposure
  if (policy === 'off') {
    return `The flag "${key}" records no exposures, so that nobody would be counted${isOffByKind(flag) ? `: for the kind "${flag.kind}" that is the default` : ''}. Give it "exposure": { "policy": "commit" }, or "manual" where your code or your server records them.`
  }
  if (sampleBps === 0) {
    return `The flag "${key}" records the exposures of nobody, so that nobody would be counted. Raise its "sampleBps", or leave it out to record all.`
  }
  return undefined
}

/**
 * Tells why nobody can come to a rule, and what to change: its flag is held back by another one, an
 * earlier rule takes everybody, or the rule does not hold at that time.
 *
 * @param key - of the flag
 * @param range - epoch milliseconds; from when until when somebody has to come
 */
export function whyUnreachable(
  ruleset: Ruleset,
  key: string,
  { flag, rule, split }: SplitRule,
  range: { readonly from: number; readonly to: number },
): string | undefined {
  const unmet = flag.prerequisites.find((required) => isUnmet(ruleset, required))
  if (unmet !== undefined) {
    return `The flag "${key}" requires "${unmet.flag}" to serve ${unmet.variants.map((one) => `"${one}"`).join(' or ')}, which it gives nobody, so that nobody would take part. Turn "${unmet.flag}" on first, or take the prerequisite out.`
  }
  const earlier = flag.rules
    .slice(0, flag.rules.indexOf(rule))
    .find((other) => takesEverybody(other, split.by))
  if (earlier !== undefined) {
    return `The rule "${earlier.id}" stands before "${rule.id}" and takes everybody, so that nobody would take part. Move "${rule.id}" before it, or give "${earlier.id}" a condition.`
  }
  const { startsAt = -Infinity, endsAt = Infinity } = rule.window ?? {}
  if (endsAt <= range.from) {
    return `The window of the rule "${rule.id}" was over at ${isoOf(endsAt)}, so that nobody would take part. Give it a later "endsAt", or take the window out.`
  }
  if (startsAt >= range.to) {
    return `The window of the rule "${rule.id}" begins at ${isoOf(startsAt)}, after the planned time, so that nobody would take part. Start then, or give the rule an earlier "startsAt".`
  }
  return undefined
}

function isOffByKind({ kind }: Flag): boolean {
  return kind === 'permission' || kind === 'kill_switch'
}

/** Whether a prerequisite holds for nobody. */
function isUnmet(ruleset: Ruleset, { flag: key, variants }: Prerequisite): boolean {
  const flag = Object.hasOwn(ruleset.flags, key) ? ruleset.flags[key] : undefined
  if (flag === undefined || flag.archived) return true
  const servesDefault =
    !flag.enabled ||
    !flag.rules.some((rule) => mayServe(rule, variants)) ||
    flag.prerequisites.some((required) => isUnmet(ruleset, required))
  return servesDefault && !variants.includes(flag.defaultVariant)
}

function mayServe({ serve }: Rule, variants: readonly string[]): boolean {
  if (!('split' in serve)) return variants.includes(serve.variant)
  const isServed = serve.split.some(
    ({ variant, weightBps }) => weightBps > 0 && variants.includes(variant),
  )
  return isServed && serve.coverageBps > 0
}

/** Whether no unit gets past a rule, whoever it is and at whatever time. */
function takesEverybody({ when, window, serve }: Rule, by: string): boolean {
  if (when !== undefined || window !== undefined) return false
  if (!('split' in serve)) return true
  // Whom a holdout keeps back it gives the default variant.
  return serve.by === by && serve.coverageBps === BPS && serve.layer === undefined
}

function isoOf(at: number): string {
  return new Date(at).toISOString()
}
