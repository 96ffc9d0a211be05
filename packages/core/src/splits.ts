import { boundaryOf, rangesOf, seedOf } from './bucketing.ts'
import type { AttributeSlots } from './attribute-slots.ts'
import { readSlot, slotOf } from './attribute-slots.ts'
import { unitOf } from './attributes.ts'
import type { EvaluationContext } from './context.ts'
import type { Evaluation } from './evaluation.ts'
import { murmur3 } from './murmur3.ts'
import type { Outcomes } from './outcomes.ts'
import { ownValue } from './records.ts'
import type { Holdout, Layer, Rule, Split } from './ruleset.ts'

/** Decides one rule's serve; `undefined` when it does not include the unit. */
export type CompiledServe = (context: EvaluationContext) => Evaluation | undefined

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
 */
export function compileSplit(
  key: string,
  rule: Rule,
  split: Split,
  defaultVariant: string,
  outcomes: Outcomes,
  scope: SplitScope,
): CompiledServe {
  const { by } = split
  const inSlot = compileSlot(split, scope)
  const held = compileHoldout(split, scope)
  if (inSlot === undefined || held === undefined) return () => undefined
  const heldOut = outcomes.resolved(defaultVariant, 'SPLIT', `holdout:${split.holdout ?? ''}`)
  const { ends, coveredEnds, served } = compileRanges(split, rule.id, outcomes)
  const seed = seedOf(split.salt)
  const noUnit =
    by === 'targetingKey'
      ? outcomes.unresolved('TARGETING_KEY_MISSING', targetingKeyMissing(key, rule.id), rule.id)
      : undefined
  const { slots } = scope
  const slot = slotOf(slots, by)
  return (context) => {
    const unit = unitOf(readSlot(slots, slot, context))
    if (unit === undefined) return noUnit
    if (inSlot !== always && !inSlot(unit)) return undefined
    if (held !== never && held(unit)) return heldOut
    const bucket = murmur3(unit, seed)
    for (let index = 0; index < ends.length; index++) {
      if (bucket >= (ends[index] as number)) continue
      return bucket < (coveredEnds[index] as number) ? served[index] : undefined
    }
    return undefined
  }
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

/** The variants' homes in their order, as lists side by side: less to fetch than one object for each. */
interface CompiledRanges {
  readonly ends: readonly number[]
  readonly coveredEnds: readonly number[]
  readonly served: readonly Evaluation[]
}

function compileRanges(
  { split, coverageBps }: Split,
  ruleId: string,
  outcomes: Outcomes,
): CompiledRanges {
  const ranges = rangesOf(split, coverageBps)
  return {
    ends: ranges.map(({ to }) => to),
    coveredEnds: ranges.map(({ coveredTo }) => coveredTo),
    served: ranges.map(({ variant }) => outcomes.resolved(variant, 'SPLIT', ruleId)),
  }
}
