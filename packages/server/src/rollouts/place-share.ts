import type { Condition, Flag, Rule, Ruleset, Split } from '@sluice/core'
import { rulesetDocument } from '@sluice/core/schema'
import { allocationOf, type Allocation, type RolloutPlan, type RolloutStep } from '@sluice/rollout'
import { canonicalJson } from '../audit/audit-entry.ts'
import { HttpError } from '../http/http-error.ts'
import { withoutServiceFields } from '../rulesets/archive.ts'
import { liveRuleset, withFlag } from '../rulesets/parse-document.ts'
import { parseEdit } from '../rulesets/parse-edit.ts'

/** Where a step of a rollout lies in its flag. */
export interface Placed {
  readonly step: string
  readonly audience?: string | undefined
  readonly allocation: Allocation
}

/** The rule that a step is served by: the one of the plan, or one before it for its audience. */
export function ruleOfStep(
  plan: Pick<RolloutPlan, 'rule'>,
  step: { readonly name: string; readonly audience?: string | undefined },
): string {
  return step.audience === undefined ? plan.rule : `${plan.rule}.${step.name}`
}

/**
 * Sets the share of a step in its rule. Salt, unit, layer and holdout stay, so that nobody is
 * drawn anew. A step for an audience gets a rule of its own, which later steps leave alone: who
 * is in it keeps the treatment.
 *
 * @throws HttpError `ROLLOUT_RULE_MISSING`, `ROLLOUT_RULE_TAKEN`, SluiceError `INVALID_RULESET`
 */
export function placeShare(current: Ruleset, plan: RolloutPlan, placed: Placed): Ruleset {
  const flag = Object.hasOwn(current.flags, plan.flag) ? current.flags[plan.flag] : undefined
  const base = flag?.rules.find(({ id }) => id === plan.rule)
  if (flag === undefined || flag.archived || base === undefined || !('split' in base.serve)) {
    throw new HttpError(
      'ROLLOUT_RULE_MISSING',
      `The flag "${plan.flag}" has no split rule "${plan.rule}" any more, so its share cannot be set. Put it back, or abort the rollout.`,
      { status: 422 },
    )
  }
  const { audience, allocation, step } = placed
  refuseTaken(flag, plan, placed)
  const serve = splitOf(base.serve, plan, allocation)
  const next = withRules(
    flag,
    audience === undefined
      ? flag.rules.map((rule) => (rule === base ? { ...base, serve } : rule))
      : withAudience(flag.rules, base, {
          ...ruleForAudience(base, audience),
          id: ruleOfStep(plan, { name: step, audience }),
          description: `The step "${step}" of the rollout, for the segment ${audience}.`,
          serve,
        }),
  )
  const ruleset = withFlag(current, plan.flag, next)
  // What a person would be refused must not be written by a machine either.
  parseEdit(current, rulesetDocument(liveRuleset(ruleset)))
  return ruleset
}

/** Somebody may have added a rule of that id since the plan was checked, for others. */
function refuseTaken({ rules }: Flag, plan: RolloutPlan, { step, audience }: Placed): void {
  const there = rules.find(({ id }) => id === ruleOfStep(plan, { name: step, audience }))
  if (audience === undefined || there === undefined || isFor(there, audience)) return
  throw new HttpError(
    'ROLLOUT_RULE_TAKEN',
    `The flag "${plan.flag}" has a rule "${there.id}" of somebody else's, which the step "${step}" would take the place of. Give that rule another id, or abort the rollout.`,
    { status: 422 },
  )
}

/** Whether the last that a rule asks for is to be in a segment, as the rules of steps do. */
function isFor({ when }: Rule, audience: string): boolean {
  const last = when !== undefined && 'all' in when ? when.all.at(-1) : when
  return last !== undefined && 'segment' in last && last.segment === audience
}

/**
 * Whether the rule that a step for an audience gets would take the place of another one: of one
 * for other people, or by which more of them have the treatment.
 */
export function isOccupied(
  { rules }: Flag,
  plan: Pick<RolloutPlan, 'rule' | 'treatment'>,
  step: RolloutStep,
): boolean {
  const { audience, shareBps } = step
  if (audience === undefined) return false
  const own = rules.find(({ id }) => id === ruleOfStep(plan, step))
  if (own === undefined) return false
  const base = rules.find(({ id }) => id === plan.rule)
  const whom = both(base?.when, { segment: audience })
  const isSame = 'split' in own.serve && canonicalJson(own.when ?? null) === canonicalJson(whom)
  return !isSame || givenBy(own, plan.treatment) > shareBps
}

/** Whether a rule is one of a rollout's as one of its steps has set it. */
export function isAsPlaced(plan: RolloutPlan, { id, serve }: Rule): boolean {
  if (!('split' in serve)) return false
  return plan.steps.some(
    (step) =>
      ruleOfStep(plan, step) === id &&
      canonicalJson(serve) === canonicalJson(splitOf(serve, plan, allocationOf(step.shareBps))),
  )
}

/** The buckets `[from, to)`, in basis points, that a rule gives a variant to. */
export function treatedBy(
  rule: Rule | undefined,
  variant: string,
): readonly [number, number] | undefined {
  if (rule === undefined || !('split' in rule.serve)) return undefined
  const { split, coverageBps } = rule.serve
  let from = 0
  for (const { variant: own, weightBps } of split) {
    if (own === variant) return [from, from + (weightBps * coverageBps) / 10_000]
    from += weightBps
  }
  return undefined
}

/** What a rule that splits gives to somebody beside the two variants of a plan. */
export function othersGiven(
  rule: Rule | undefined,
  { treatment, control }: Pick<RolloutPlan, 'treatment' | 'control'>,
): readonly string[] {
  if (rule === undefined || !('split' in rule.serve)) return []
  return rule.serve.split
    .map(({ variant }) => variant)
    .filter((variant) => variant !== treatment && variant !== control && givenBy(rule, variant) > 0)
}

/** How much of whom a rule is for it gives a variant, in basis points. */
export function givenBy(rule: Rule, variant: string): number {
  if (!('split' in rule.serve)) return rule.serve.variant === variant ? 10_000 : 0
  const [from, to] = treatedBy(rule, variant) ?? [0, 0]
  return to - from
}

function splitOf(
  base: Split,
  { control, treatment }: RolloutPlan,
  { controlBps, treatmentBps, coverageBps }: Allocation,
): Split {
  const split = [
    { variant: control, weightBps: controlBps },
    { variant: treatment, weightBps: treatmentBps },
  ].filter(({ weightBps }) => weightBps > 0)
  return { ...base, split, coverageBps }
}

function withRules(flag: Flag, rules: readonly Rule[]): Flag {
  return { ...withoutServiceFields(flag), rules }
}

function withAudience(rules: readonly Rule[], base: Rule, own: Rule): readonly Rule[] {
  return rules
    .filter(({ id }) => id !== own.id)
    .flatMap((rule) => (rule === base ? [own, base] : [rule]))
}

/** A rule for those of its people who are in a segment. */
export function ruleForAudience(base: Rule, audience: string): Rule {
  return { ...base, when: both(base.when, { segment: audience }) }
}

function both(when: Condition | undefined, audience: Condition): Condition {
  return when === undefined ? audience : { all: [when, audience] }
}
