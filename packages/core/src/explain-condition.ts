import { readAttribute } from './attributes.ts'
import type { EvaluationContext } from './context.ts'
import type { ConditionOutcome, ConditionTrace } from './explanation.ts'
import { compileTest } from './operators/index.ts'
import type { RegexEngine } from './operators/operator.ts'
import { ownValue } from './records.ts'
import type { AttributeCondition, Condition, Segment } from './ruleset.ts'
import type { Truth } from './truth.ts'

/** What a condition is explained with. */
export interface ExplainScope {
  readonly context: EvaluationContext
  readonly segments: Readonly<Record<string, Segment>>
  readonly regex: RegexEngine | undefined
}

/**
 * Traces a condition, every part of it.
 *
 * @param within - names of the segments it is part of
 */
export function explainCondition(
  condition: Condition,
  scope: ExplainScope,
  within: readonly string[] = [],
): ConditionTrace {
  if ('all' in condition || 'any' in condition) {
    const kind = 'all' in condition ? 'all' : 'any'
    const parts = 'all' in condition ? condition.all : condition.any
    const conditions = parts.map((part) => explainCondition(part, scope, within))
    return { kind, outcome: join(conditions, kind === 'any' ? 'true' : 'false'), conditions }
  }
  if ('not' in condition) {
    const inner = explainCondition(condition.not, scope, within)
    return { kind: 'not', outcome: NEGATED[inner.outcome], condition: inner }
  }
  if ('segment' in condition) return explainSegment(condition.segment, scope, within)
  return explainAttribute(condition, scope)
}

const NEGATED = { true: 'false', false: 'true', unknown: 'unknown' } as const

/** Joins outcomes: one that is `decisive` settles it, else an unknown one, else the opposite. */
function join(parts: readonly ConditionTrace[], decisive: 'true' | 'false'): ConditionOutcome {
  if (parts.some(({ outcome }) => outcome === decisive)) return decisive
  return parts.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : NEGATED[decisive]
}

function explainSegment(
  segment: string,
  scope: ExplainScope,
  within: readonly string[],
): ConditionTrace {
  const { segments } = scope
  const condition = ownValue(segments, segment)
  if (condition === undefined || within.includes(segment)) {
    return { kind: 'segment', outcome: 'unknown', segment }
  }
  const inner = explainCondition(condition, scope, [...within, segment])
  return { kind: 'segment', outcome: inner.outcome, segment, condition: inner }
}

function explainAttribute(condition: AttributeCondition, scope: ExplainScope): ConditionTrace {
  const { attribute, op, values } = condition
  const seen = readAttribute(scope.context, attribute)
  return {
    kind: 'attribute',
    outcome: outcomeOf(compileTest(condition, scope.regex)(seen)),
    attribute,
    op,
    ...(values !== undefined && { values }),
    ...(seen !== undefined && { seen }),
  }
}

function outcomeOf(truth: Truth): ConditionOutcome {
  return truth === undefined ? 'unknown' : `${truth}`
}
