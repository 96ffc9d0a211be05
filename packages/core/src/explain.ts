import type { EvaluationContext } from './context.ts'
import type { Evaluation } from './evaluation.ts'
import { explainCondition } from './explain-condition.ts'
import { explainSplit } from './explain-split.ts'
import type {
  ConditionTrace,
  Decision,
  Explanation,
  PrerequisiteTrace,
  RuleTrace,
} from './explanation.ts'
import { begunExperiment } from './experiments.ts'
import type { RegexEngine } from './operators/operator.ts'
import { ownValue } from './records.ts'
import type { Flag, Rule, Ruleset, Window } from './ruleset.ts'
import { hasOptedOut } from './splits.ts'

/** One question: this flag, this context, this time. */
export interface Question {
  readonly key: string
  readonly context: EvaluationContext
  /** Epoch milliseconds. */
  readonly now: number
  readonly ruleset: Ruleset
  readonly regex: RegexEngine | undefined
  readonly evaluate: (key: string, context: EvaluationContext, now: number) => Evaluation
}

type Trace = Pick<Explanation, 'decision' | 'prerequisites' | 'rules'>

/** Traces an evaluation from the definitions, beside the closures that decide it. */
export function explainFlag(question: Question): Explanation {
  const { key, context, now, ruleset, evaluate } = question
  const evaluation = evaluate(key, context, now)
  return { key, version: ruleset.version, at: now, evaluation, ...traceOf(question, evaluation) }
}

function traceOf(question: Question, evaluation: Evaluation): Trace {
  const { key, ruleset } = question
  const flag = ownValue(ruleset.flags, key)
  if (flag === undefined || flag.archived) {
    return {
      decision: { by: 'not-found', archived: flag !== undefined },
      prerequisites: [],
      rules: [],
    }
  }
  if (!flag.enabled) {
    return { decision: { by: 'off' }, prerequisites: [], rules: flag.rules.map(skipped) }
  }
  // Nothing can be traced in a circle, or with a context that cannot be read.
  if ('errorCode' in evaluation && evaluation.errorCode !== 'TARGETING_KEY_MISSING') {
    return { decision: { by: 'error' }, prerequisites: [], rules: flag.rules.map(skipped) }
  }
  const prerequisites = tracePrerequisites(flag, question)
  const unmet = prerequisites.find(({ met }) => !met)
  if (unmet !== undefined) {
    const decision = { by: 'prerequisite', flag: unmet.flag } as const
    return { decision, prerequisites, rules: flag.rules.map(skipped) }
  }
  return { prerequisites, ...traceRules(flag, question) }
}

function tracePrerequisites(flag: Flag, question: Question): PrerequisiteTrace[] {
  const { context, now, evaluate } = question
  return flag.prerequisites.map(({ flag: required, variants }) => {
    const evaluation = evaluate(required, context, now)
    const met = !('errorCode' in evaluation) && variants.includes(evaluation.variant)
    return { flag: required, variants, met, evaluation }
  })
}

function traceRules(flag: Flag, question: Question): Pick<Trace, 'decision' | 'rules'> {
  let decision: Decision | undefined
  const rules = flag.rules.map((rule) => {
    if (decision !== undefined) return skipped(rule)
    const trace = traceRule(rule, flag, question)
    decision = decisionOf(trace)
    return trace
  })
  return { decision: decision ?? { by: 'default' }, rules }
}

function decisionOf({ id, status, because, variant }: RuleTrace): Decision | undefined {
  if (status === 'unknown' && because === 'unit-missing') return { by: 'error' }
  if (status !== 'passed' || variant === undefined) return undefined
  const by = because === 'held-out' ? 'holdout' : because === 'opted-out' ? 'opt-out' : 'rule'
  return { by, ruleId: id, variant }
}

function traceRule(rule: Rule, flag: Flag, question: Question): RuleTrace {
  const { key, context, now, ruleset, regex } = question
  const { segments } = ruleset
  const when = rule.when && explainCondition(rule.when, { context, segments, regex })
  const window = rule.window && { ...rule.window, open: isOpen(rule.window, now) }
  const seen = { id: rule.id, ...(window && { window }), ...(when && { when }) }
  if (window?.open === false) return { ...seen, status: 'failed', because: 'window' }
  const status = statusOf(when)
  if (status !== 'passed') return { ...seen, status, because: 'condition' }
  const { serve } = rule
  if (!('split' in serve)) {
    return { ...seen, status: 'passed', because: 'served', variant: serve.variant }
  }
  const { trace, because } = explainSplit(serve, context, ruleset)
  const split = { ...seen, because, split: trace }
  const takesPart = because === 'served' || because === 'held-out'
  const experiment = begunExperiment(ruleset.experiments, key, rule.id)
  if (takesPart && experiment !== undefined && hasOptedOut(context)) {
    return { ...split, because: 'opted-out', status: 'passed', variant: flag.defaultVariant }
  }
  if (because === 'served' && trace.home !== undefined) {
    return { ...split, status: 'passed', variant: trace.home }
  }
  if (because === 'held-out') return { ...split, status: 'passed', variant: flag.defaultVariant }
  const needsKey = because === 'unit-missing' && serve.by === 'targetingKey'
  return { ...split, status: needsKey ? 'unknown' : 'failed' }
}

function statusOf(when: ConditionTrace | undefined): 'passed' | 'failed' | 'unknown' {
  if (when === undefined || when.outcome === 'true') return 'passed'
  return when.outcome === 'false' ? 'failed' : 'unknown'
}

function isOpen({ startsAt = -Infinity, endsAt = Infinity }: Window, now: number): boolean {
  return startsAt <= now && now < endsAt
}

function skipped({ id }: Rule): RuleTrace {
  return { id, status: 'skipped', because: 'not-reached' }
}
