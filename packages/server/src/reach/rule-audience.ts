import { BPS, compile, type Condition, type Flag, type Rule, type Ruleset } from '@sluice/core'
import { re2Engine } from '@sluice/core/regex'
import { declaredAttributes } from '../intake/declared-attributes.ts'
import { namedAttributes } from './named-attributes.ts'
import type { SplitRule } from './split-rule.ts'

/** Whom a rule is for, as far as stored attributes tell. */
export interface RuleAudience {
  /** Stored attributes that decide, to be read of units in this order. */
  readonly attributes: readonly string[]
  /** What decides as well and is not stored, so that nothing tells of any unit. */
  readonly notStored: readonly string[]
  /** How probably a unit with these attributes comes to the rule and is one that it is for, in `[0, 1]`. */
  weigh(attributes: readonly (string | undefined)[]): number
}

/**
 * Finds whom a rule is for: its own condition, and the rules before it, which
 * take some away.
 *
 * @param now - epoch milliseconds, for windows
 * @returns `undefined` where it is for everybody
 */
export function audienceOf(
  ruleset: Ruleset,
  { flag, rule, split }: SplitRule,
  now: number,
): RuleAudience | undefined {
  const earlier = flag.rules
    .slice(0, flag.rules.indexOf(rule))
    .filter((other) => isOpen(other, now))
    .map((other) => ({ when: other.when, taken: takenBy(ruleset, other, split.layer?.name) }))
    .filter(({ taken }) => taken > 0)
  if (rule.when === undefined && earlier.length === 0) return undefined
  const conditions = [rule.when, ...earlier.map(({ when }) => when)]
  const names = namedAttributes(
    ruleset.segments,
    conditions.filter((one) => one !== undefined),
  )
  const { stored } = declaredAttributes(ruleset)
  const attributes = [...names].filter((name) => stored.has(name))
  const holds = testsOf(ruleset, flag, conditions)
  return {
    attributes,
    notStored: [...names].filter((name) => !stored.has(name)),
    weigh(values) {
      const seen = attributes.map((name, at) => [name, valueOf(ruleset, name, values[at])] as const)
      const context = Object.fromEntries(seen.filter(([, value]) => value !== undefined))
      const [isFor, ...takes] = holds(context)
      if (isFor !== true) return 0
      return earlier.reduce(
        (left, { taken }, at) => (takes[at] === true ? left * (1 - taken) : left),
        1,
      )
    },
  }
}

function isOpen({ window }: Rule, now: number): boolean {
  const { startsAt = -Infinity, endsAt = Infinity } = window ?? {}
  return startsAt <= now && now < endsAt
}

/** Which share of those for whom it holds an earlier rule takes; slots of one layer are apart. */
function takenBy({ holdouts }: Ruleset, { serve }: Rule, layer: string | undefined): number {
  if (!('split' in serve)) return 1
  if (serve.layer !== undefined && serve.layer.name === layer) return 0
  const slot = serve.layer === undefined ? BPS : serve.layer.toBps - serve.layer.fromBps
  const held = serve.holdout === undefined ? 0 : (holdouts[serve.holdout]?.shareBps ?? 0)
  return (serve.coverageBps / BPS) * (slot / BPS) * (1 - held / BPS)
}

/** Asks the conditions as flags are evaluated, so that they mean the same; none holds for everybody. */
function testsOf(
  ruleset: Ruleset,
  flag: Flag,
  conditions: readonly (Condition | undefined)[],
): (context: Readonly<Record<string, unknown>>) => boolean[] {
  const variant = flag.defaultVariant
  const probes = conditions.map((when, at): [string, Flag] => {
    const rules: Rule[] = [{ id: 'probe', ...(when !== undefined && { when }), serve: { variant } }]
    const probe = { ...flag, enabled: true, archived: false, prerequisites: [], rules }
    return [String(at), probe]
  })
  const compiled = compile(
    { ...ruleset, experiments: {}, flags: Object.fromEntries(probes) },
    { regex: re2Engine },
  )
  return (context) =>
    probes.map(([key], at) => {
      const { reason } = compiled.evaluate(key, context, 0)
      return conditions[at] === undefined || reason === 'TARGETING_MATCH'
    })
}

/** Events keep texts. */
function valueOf(
  { attributes }: Ruleset,
  name: string,
  text: string | undefined,
): string | number | boolean | readonly unknown[] | undefined {
  if (text === undefined) return undefined
  const type = attributes[name]?.type
  if (type === 'number' || (type === 'date' && /^-?\d+$/.test(text))) return Number(text)
  if (type === 'boolean') return text === 'true'
  return type === 'list' ? listOf(text) : text
}

function listOf(text: string): readonly unknown[] | undefined {
  try {
    const value = JSON.parse(text) as unknown
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
