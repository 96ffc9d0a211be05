import type { AttributeSlots } from './attribute-slots.ts'
import { readSlot, slotOf } from './attribute-slots.ts'
import type { EvaluationContext } from './context.ts'
import { compileTest } from './operators/index.ts'
import type { RegexEngine, Test } from './operators/operator.ts'
import { ownValue } from './records.ts'
import type { AttributeCondition, Condition, Segment } from './ruleset.ts'
import type { Truth } from './truth.ts'
import { not } from './truth.ts'

/** A compiled condition. */
export type CompiledCondition = (context: EvaluationContext) => Truth

/** What conditions refer to; compiled segments are shared by all rules. */
export interface ConditionScope {
  readonly segments: Readonly<Record<string, Segment>>
  readonly regex: RegexEngine | undefined
  readonly slots: AttributeSlots
  /** Tests by what they ask: most flags ask the same few things, and one test for all stays at hand. */
  readonly tests: Map<string, Test>
  /** Segments by name; `undefined` while one is being compiled. */
  readonly compiled: Map<string, CompiledCondition | undefined>
}

/** Compiles a condition. An unknown shape and a segment that is not there, or contains itself, are *unknown*. */
export function compileCondition(condition: Condition, scope: ConditionScope): CompiledCondition {
  if ('all' in condition) return compileAll(condition.all, scope)
  if ('any' in condition) return compileAny(condition.any, scope)
  if ('not' in condition) {
    const inner = compileCondition(condition.not, scope)
    return (context) => not(inner(context))
  }
  if ('segment' in condition) return compileSegment(condition.segment, scope)
  return compileAttribute(condition, scope)
}

function compileAll(conditions: readonly Condition[], scope: ConditionScope): CompiledCondition {
  const parts = conditions.map((condition) => compileCondition(condition, scope))
  return (context) => {
    let truth: Truth = true
    for (const part of parts) {
      const one = part(context)
      if (one === false) return false
      if (one === undefined) truth = undefined
    }
    return truth
  }
}

function compileAny(conditions: readonly Condition[], scope: ConditionScope): CompiledCondition {
  const parts = conditions.map((condition) => compileCondition(condition, scope))
  return (context) => {
    let truth: Truth = false
    for (const part of parts) {
      const one = part(context)
      if (one === true) return true
      if (one === undefined) truth = undefined
    }
    return truth
  }
}

function compileSegment(name: string, scope: ConditionScope): CompiledCondition {
  const { compiled, segments } = scope
  if (!compiled.has(name)) {
    compiled.set(name, undefined)
    const segment = ownValue(segments, name)
    if (segment !== undefined) compiled.set(name, compileCondition(segment, scope))
  }
  return compiled.get(name) ?? (() => undefined)
}

function compileAttribute(condition: AttributeCondition, scope: ConditionScope): CompiledCondition {
  const { slots } = scope
  const { slot, test } = compileSingle(condition, scope)
  return (context) => test(readSlot(slots, slot, context))
}

/** The test of one attribute, and where that attribute is read. */
export interface Single {
  readonly slot: number
  readonly test: Test
}

/** Compiles a condition that asks for one attribute. */
export function compileSingle(
  condition: AttributeCondition,
  { regex, slots, tests }: ConditionScope,
): Single {
  const { attribute, op, values = [] } = condition
  const asked = JSON.stringify([op, values.map((value) => [typeof value, String(value)])])
  const test = tests.get(asked) ?? compileTest(condition, regex)
  tests.set(asked, test)
  return { slot: slotOf(slots, attribute), test }
}
