import { readSlot } from './attribute-slots.ts'
import { readAttribute } from './attributes.ts'
import type { ConditionScope } from './conditions.ts'
import { compileCondition, compileSingle } from './conditions.ts'
import type { EvaluationContext } from './context.ts'
import type { Evaluation } from './evaluation.ts'
import type { Test } from './operators/operator.ts'
import { unknown } from './operators/operator.ts'
import type { Rule } from './ruleset.ts'
import type { CompiledServe } from './splits.ts'
import type { PlainSplit } from './plain-split.ts'
import type { TextIndex } from './text-index.ts'
import { MOST_INDEXED, textIndexesOf } from './text-index.ts'

/** Decides by something; gives something else when that does not settle it. */
export interface Decide<Else = undefined> {
  (context: EvaluationContext, now: number): Evaluation | Else
  readonly plain?: PlainSplit
}

/**
 * Compiles rules that are tried top-down.
 *
 * @param compileServe - what a rule serves to those it includes
 * @param otherwise - for those whom no rule includes; given here, it costs no call of its own
 */
export function compileRules<Else>(
  rules: readonly Rule[],
  scope: ConditionScope,
  compileServe: (rule: Rule) => CompiledServe,
  otherwise: Else,
): Decide<Else> {
  if (rules.length > MOST_INDEXED) {
    const half = Math.ceil(rules.length / 2)
    const upper = compileRules(rules.slice(0, half), scope, compileServe, undefined)
    const lower = compileRules(rules.slice(half), scope, compileServe, otherwise)
    return (context, now) => upper(context, now) ?? lower(context, now)
  }
  return compileFew(
    rules,
    scope,
    rules.map((rule) => compileServe(rule)),
    otherwise,
  )
}

/**
 * Compiles a few rules, as lists side by side: of those that do not match, which are
 * most, little is fetched.
 *
 * Rules are bits. The lowest one that is left is tried next; before the first rule
 * of an index is, the index takes away all of its rules that do not match. So what
 * is read from the context, and in which order, is as if each rule asked for itself.
 */
function compileFew<Else>(
  rules: readonly Rule[],
  scope: ConditionScope,
  serves: readonly CompiledServe[],
  otherwise: Else,
): Decide<Else> {
  const { slots } = scope
  const indexes = textIndexesOf(rules, slots)
  const isIndexed = indexes.reduce((all, index) => all | index.rules, 0)
  const indexOf = rules.map((_, at) => indexes.find((index) => (index.rules >> at) & 1))
  const asks = rules.map((rule, at) =>
    (isIndexed >> at) & 1 ? undefined : compileAsk(rule, scope),
  )
  if (rules.length === 1) return compileOne(scope, asks[0], serves[0] as CompiledServe, otherwise)
  const everyRule = 2 ** rules.length - 1
  return (context, now) => {
    let left = everyRule
    let unasked = isIndexed
    while (left !== 0) {
      const bit = left & -left
      const at = 31 - Math.clz32(bit)
      if ((unasked & bit) !== 0) {
        const index = indexOf[at] as TextIndex
        // Missing or not a text, it is named by none.
        const seen = readSlot(slots, index.slot, context) as string
        left &= ~index.rules | (index.named.get(seen) ?? 0)
        unasked &= ~index.rules
        continue
      }
      const ask = asks[at]
      if (
        ask === undefined ||
        (ask.slot < 0
          ? ask.whole(context, now)
          : ask.test(readSlot(slots, ask.slot, context)) === true)
      ) {
        const decided = (serves[at] as CompiledServe)(context)
        if (decided !== undefined) return decided
      }
      left ^= bit
    }
    return otherwise
  }
}

/** Compiles a rule alone, as most flags have one: it looks up no lists, and shares no reads. */
function compileOne<Else>(
  { slots }: ConditionScope,
  ask: Ask | undefined,
  serve: CompiledServe,
  otherwise: Else,
): Decide<Else> {
  if (ask === undefined) {
    return plainly((context) => serve(context) ?? otherwise, undefined, serve, otherwise)
  }
  const { slot, test, whole } = ask
  if (slot < 0) {
    return (context, now) => (whole(context, now) ? serve(context) : undefined) ?? otherwise
  }
  const name = slots.names[slot] as string
  return plainly(
    (context) =>
      (test(readAttribute(context, name)) === true ? serve(context) : undefined) ?? otherwise,
    ask,
    serve,
    otherwise,
  )
}

// So that it can be told apart from what takes a call to find out.
function plainly<Else>(
  decide: Decide<Else>,
  ask: Ask | undefined,
  { split }: CompiledServe,
  otherwise: Else,
): Decide<Else> {
  if (split === undefined || otherwise === undefined) return decide
  return Object.assign(decide, { plain: { ask, ...split, otherwise } as unknown as PlainSplit })
}

/** What a rule asks: for one attribute, which nearly all do, or something else. */
interface Ask {
  /** Where the one attribute is read; negative for something else. */
  readonly slot: number
  readonly test: Test
  readonly whole: (context: EvaluationContext, now: number) => boolean
}

function compileAsk({ when, window }: Rule, scope: ConditionScope): Ask | undefined {
  if (window === undefined) {
    if (when === undefined) return undefined
    if ('attribute' in when) return { ...compileSingle(when, scope), whole: () => false }
  }
  const condition = when && compileCondition(when, scope)
  const { startsAt = -Infinity, endsAt = Infinity } = window ?? {}
  return {
    slot: -1,
    test: unknown,
    // The window comes first: outside of it nothing is read.
    whole: (context, now) =>
      startsAt <= now && now < endsAt && (condition === undefined || condition(context) === true),
  }
}
