import type { Flag, Rule, Ruleset } from '@sluice/core'
import { rulesetDocument } from '@sluice/core/schema'
import type { RolloutPlan } from '@sluice/rollout'
import { withoutServiceFields } from '../rulesets/archive.ts'
import { liveRuleset, withFlag } from '../rulesets/parse-document.ts'
import { parseEdit } from '../rulesets/parse-edit.ts'
import type { Proposal } from '../rulesets/propose.ts'
import { ruleOfStep } from './place-share.ts'

/**
 * Takes what a rollout gave back in a flag as it is now. For where the flag cannot be as it was.
 *
 * @param to - `nobody`: its rule covers nobody, and the rules that its steps have added for
 *   audiences are gone; where somebody has made its rule one that gives the treatment to all whom
 *   it is for, that is gone too. `control`: these rules stay, and give everybody whom they are for
 *   the control.
 * @returns `undefined` where the flag has none of these rules
 * @throws SluiceError `INVALID_RULESET`
 */
export function takeShareBack(
  current: Ruleset,
  plan: RolloutPlan,
  to: 'nobody' | 'control',
): Proposal | undefined {
  const flag = Object.hasOwn(current.flags, plan.flag) ? current.flags[plan.flag] : undefined
  const added = new Set(
    plan.steps.filter(({ audience }) => audience !== undefined).map((s) => ruleOfStep(plan, s)),
  )
  const isItsOwn = ({ id }: Rule): boolean => id === plan.rule || added.has(id)
  if (flag === undefined || !flag.rules.some(isItsOwn)) return undefined
  const rules = flag.rules.flatMap((rule): readonly Rule[] => {
    if (!isItsOwn(rule)) return [rule]
    if (to === 'control') return [forControl(plan, rule)]
    return added.has(rule.id) ? [] : coveringNobody(plan, rule)
  })
  const next: Flag = { ...withoutServiceFields(flag), rules }
  const ruleset = withFlag(current, plan.flag, next)
  parseEdit(current, rulesetDocument(liveRuleset(ruleset)))
  return { next: ruleset, rolledBack: new Set([plan.flag]) }
}

/** The rule of the plan for nobody. */
function coveringNobody({ treatment }: RolloutPlan, rule: Rule): readonly Rule[] {
  if ('split' in rule.serve) return [{ ...rule, serve: { ...rule.serve, coverageBps: 0 } }]
  return rule.serve.variant === treatment ? [] : [rule]
}

/** A rule by which everybody whom it is for has the control. */
function forControl({ control }: RolloutPlan, rule: Rule): Rule {
  if (!('split' in rule.serve)) return { ...rule, serve: { variant: control } }
  const split = [{ variant: control, weightBps: 10_000 }]
  return { ...rule, serve: { ...rule.serve, split, coverageBps: 10_000 } }
}
