import type { ConditionScope } from './conditions.ts'
import type { EvaluationContext } from './context.ts'
import type { Evaluation } from './evaluation.ts'
import type { Experiment } from './experiments.ts'
import { begunExperiment } from './experiments.ts'
import type { Outcomes } from './outcomes.ts'
import { outcomesOf } from './outcomes.ts'
import type { Flag, Prerequisite, Rule } from './ruleset.ts'
import type { Decide } from './rules.ts'
import { compileRules } from './rules.ts'
import type { PlainSplit } from './plain-split.ts'
import type { CompiledServe, SplitScope } from './splits.ts'
import { compileSplit } from './splits.ts'

/** A compiled flag: total for contexts that are objects without throwing getters. */
export interface CompiledFlag {
  (context: EvaluationContext, now: number): Evaluation
  /** What it is, when it is no more than that. */
  readonly plain?: PlainSplit
}

/** What a flag refers to. */
export interface FlagScope extends ConditionScope, SplitScope {
  readonly experiments: Readonly<Record<string, Experiment>> | undefined
  /** Compiled flags by key, archived ones left out; filled while compiling, read while evaluating. */
  readonly flags: Map<string, CompiledFlag>
}

/** Compiles a flag: off → prerequisites → rules top-down → default variant. */
export function compileFlag(key: string, flag: Flag, scope: FlagScope): CompiledFlag {
  const outcomes = outcomesOf(key, flag)
  if (!flag.enabled) {
    const off = outcomes.resolved(flag.defaultVariant, 'DISABLED', undefined, true)
    return () => off
  }
  const fallThrough = outcomes.resolved(flag.defaultVariant, 'DEFAULT')
  const guards = flag.prerequisites.map((prerequisite) =>
    compilePrerequisite(prerequisite, flag, outcomes, scope),
  )
  const decide = compileRules(
    flag.rules,
    scope,
    (rule) => compileServe(key, flag, rule, outcomes, scope),
    fallThrough,
  )
  if (guards.length === 0) return decide
  return (context, now) => {
    for (const guard of guards) {
      const stopped = guard(context, now)
      if (stopped !== undefined) return stopped
    }
    return decide(context, now)
  }
}

function compilePrerequisite(
  { flag: required, variants }: Prerequisite,
  flag: Flag,
  outcomes: Outcomes,
  scope: FlagScope,
): Decide {
  const ruleId = `prerequisite:${required}`
  const failed = outcomes.resolved(flag.defaultVariant, 'DEFAULT', ruleId)
  const killed = outcomes.resolved(flag.defaultVariant, 'DEFAULT', ruleId, true)
  return (context, now) => {
    const evaluation = scope.flags.get(required)?.(context, now)
    if (evaluation === undefined || 'errorCode' in evaluation) return failed
    if (variants.includes(evaluation.variant)) return undefined
    return evaluation.metadata.pierce === true ? killed : failed
  }
}

function compileServe(
  key: string,
  flag: Flag,
  rule: Rule,
  outcomes: Outcomes,
  scope: FlagScope,
): CompiledServe {
  const { serve } = rule
  if ('split' in serve) {
    const experiment = begunExperiment(scope.experiments, key, rule.id)
    const own = outcomesOf(key, flag, serve.by)
    return compileSplit(key, rule, serve, flag.defaultVariant, own, scope, experiment)
  }
  const served = outcomes.resolved(serve.variant, 'TARGETING_MATCH', rule.id)
  return () => served
}
