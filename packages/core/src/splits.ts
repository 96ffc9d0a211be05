import { boundaryOf, rangesOf, seedOf } from './bucketing.ts'
import type { AttributeSlots } from './attribute-slots.ts'
import { readSlot, slotOf } from './attribute-slots.ts'
import { readAttribute, readTargetingKey, unitOf } from './attributes.ts'
import type { EvaluationContext } from './context.ts'
import type { Evaluation } from './evaluation.ts'
import { OPT_OUT_ATTRIBUTE, type BegunExperiment } from './experiments.ts'
import { hashText, murmur3 } from './murmur3.ts'
import type { Outcomes } from './outcomes.ts'
import type { SplitRanges } from './plain-split.ts'
import { ownValue } from './records.ts'
import type { Holdout, Layer, Rule, Split } from './ruleset.ts'

const LOWEST = -(2 ** 31)

/** Decides one rule's serve; `undefined` when it does not include the unit. */
export interface CompiledServe {
  (context: EvaluationContext): Evaluation | undefined
  /** What it does, when it does no more than split by the targeting key. */
  readonly split?: { readonly seed: number; readonly ranges: SplitRanges }
}

/** What splits refer to. */
export interface SplitScope extends GuardScope {
  readonly slots: AttributeSlots
}

/** The layers and holdouts that guard splits. */
export interface GuardScope {
  readonly layers: Readonly<Record<string, Layer>>
  readonly holdouts: Readonly<Record<string, Holdout>>
}

/** The message of an evaluation that needs a targeting key and has none. */
export function targetingKeyMissing(key: string, ruleId: string): string {
  return `Rule "${ruleId}" of flag "${key}" splits by targetingKey, and the context has none.`
}

/**
 * Compiles a split: unit, layer, holdout, coverage, in this order.
 *
 * A layer or holdout that is not there includes nobody.
 *
 * @param experiment - that whoever the rule includes takes part in
 */
export function compileSplit(
  key: string,
  rule: Rule,
  split: Split,
  defaultVariant: string,
  outcomes: Outcomes,
  scope: SplitScope,
  experiment?: BegunExperiment,
): CompiledServe {
  const { by } = split
  const inSlot = compileSlot(split, scope)
  const held = compileHoldout(split, scope)
  if (inSlot === undefined || held === undefined) return () => undefined
  const heldOut =
    split.holdout === undefined
      ? undefined
      : outcomes.resolved(defaultVariant, 'SPLIT', `holdout:${split.holdout}`)
  const ranges = compileRanges(split, rule.id, outcomes, experiment?.counts)
  const seed = seedOf(split.salt) | 0
  const { slots } = scope
  // Read quicker than it is remembered.
  const isByKey = by === 'targetingKey'
  const slot = isByKey ? -1 : slotOf(slots, by)
  // Made when it is needed, which is next to never, and then kept.
  let noUnit: Evaluation | undefined
  const serve = (context: EvaluationContext): Evaluation | undefined => {
    const unit = unitOf(isByKey ? readTargetingKey(context) : readSlot(slots, slot, context))
    if (unit === undefined) {
      if (!isByKey) return undefined
      const message = targetingKeyMissing(key, rule.id)
      return (noUnit ??= outcomes.unresolved('TARGETING_KEY_MISSING', message, rule.id))
    }
    if (inSlot !== always && !inSlot(unit)) return undefined
    if (held !== never && held(unit)) return heldOut
    return servedAt(ranges, hashText(unit, seed))
  }
  if (experiment !== undefined) return withOptOut(serve, experiment.key, defaultVariant, outcomes)
  return isByKey && inSlot === always && held === never
    ? Object.assign(serve, { split: { seed, ranges } })
    : serve
}

/** Whether somebody takes part in no experiment. */
export function hasOptedOut(context: EvaluationContext): boolean {
  return readAttribute(context, OPT_OUT_ATTRIBUTE) === true
}

/** Serves the default to those who would take part and do not want to; nothing counts them. */
function withOptOut(
  serve: (context: EvaluationContext) => Evaluation | undefined,
  experiment: string,
  defaultVariant: string,
  outcomes: Outcomes,
): CompiledServe {
  // What somebody has just decided does not wait for the next session.
  const optedOut = outcomes.resolved(defaultVariant, 'SPLIT', `opt-out:${experiment}`, true)
  return (context) => {
    const served = serve(context)
    const takesPart = served !== undefined && !('errorCode' in served)
    return takesPart && hasOptedOut(context) ? optedOut : served
  }
}

/** Finds what is served to a hash; `undefined` where nobody is covered. */
export function servedAt(ranges: SplitRanges, hash: number): Evaluation | undefined {
  const bucket = hash ^ LOWEST
  for (let index = 0; index < ranges.length; index += 3) {
    if (bucket > (ranges[index] as number)) continue
    return bucket <= (ranges[index + 1] as number) ? (ranges[index + 2] as Evaluation) : undefined
  }
  return undefined
}

const always = (_unit: string): boolean => true
const never = (_unit: string): boolean => false

function compileSlot({ layer }: Split, scope: GuardScope): ((unit: string) => boolean) | undefined {
  if (layer === undefined) return always
  const definition = ownValue(scope.layers, layer.name)
  if (definition === undefined) return undefined
  const seed = seedOf(definition.salt)
  const from = boundaryOf(layer.fromBps)
  const to = boundaryOf(layer.toBps)
  return (unit) => {
    const bucket = murmur3(unit, seed)
    return from <= bucket && bucket < to
  }
}

function compileHoldout(
  { holdout }: Split,
  scope: GuardScope,
): ((unit: string) => boolean) | undefined {
  if (holdout === undefined) return never
  const definition = ownValue(scope.holdouts, holdout)
  if (definition === undefined) return undefined
  const seed = seedOf(definition.salt)
  const to = boundaryOf(definition.shareBps)
  return (unit) => murmur3(unit, seed) < to
}

/**
 * Lays the variants' homes out in one list. Buckets are
 * moved to begin at the lowest 32-bit integer, which V8 keeps in place of a pointer:
 * so an evaluation among many thousand rules fetches one list, and nothing behind it.
 */
function compileRanges(
  { split, coverageBps }: Split,
  ruleId: string,
  outcomes: Outcomes,
  experiment: string | undefined,
): SplitRanges {
  return rangesOf(split, coverageBps).flatMap(({ variant, coveredTo, to }) => [
    to - 1 + LOWEST,
    coveredTo - 1 + LOWEST,
    outcomes.resolved(variant, 'SPLIT', ruleId, false, experiment),
  ])
}
