import type { Flag, Rule, Ruleset } from '@sluice/core'
import { rulesetDocument } from '@sluice/core/schema'
import type { RolloutPlan } from '@sluice/rollout'
import { withoutServiceFields } from '../rulesets/archive.ts'
import { liveRuleset, withFlag } from '../rulesets/parse-document.ts'
import { parseEdit } from '../rulesets/parse-edit.ts'
import type { Proposal } from '../rulesets/propose.ts'
import { ruleOfStep } from './place-share.ts'

/**
 * Takes what a rollout gave back in a flag as it is now: its rule covers nobody, and the rules that
 * its steps have added for audiences are gone. Where somebody has made its rule one that gives the
 * treatment to all whom it is for, that is gone too. For where the flag as it was needs what is gone.
 *
 * @throws SluiceError `INVALID_RULESET`
 */
export function takeShareBack(current: Ruleset, plan: RolloutPlan): Proposal | undefined {
  const flag = Object.hasOwn(current.flags, plan.flag) ? current.flags[plan.flag] : undefined
  const added = new Set(
    plan.steps.filter(({ audience }) => audience !== undefined).map((s) => ruleOfStep(plan, s)),
  )
  if (flag === undefined || !flag.rules.some(({ id }) => id === plan.rule || added.has(id)))
    return undefined
  const rules = flag.rules
    .filter(({ id }) => !added.has(id))
    .flatMap((rule) => coveringNobody(plan, rule))
  const next: Flag = { ...withoutServiceFields(flag), rules }
  const ruleset = withFlag(current, plan.flag, next)
  parseEdit(current, rulesetDocument(liveRuleset(ruleset)))
  return { next: ruleset, rolledBack: new Set([plan.flag]) }
}

/** The rule of the plan for nobody, and any other as it is. */
function coveringNobody({ rule: own, treatment }: RolloutPlan, rule: Rule): readonly Rule[] {
  if (rule.id !== own) return [rule]
  if ('split' in rule.serve) return [{ ...rule, serve: { ...rule.serve, coverageBps: 0 } }]
  return rule.serve.variant === treatment ? [] : [rule]
}
