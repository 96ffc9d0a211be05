import { createSlots, forget } from './attribute-slots.ts'
import type { EvaluationContext } from './context.ts'
import { walkDependencies } from './dependencies.ts'
import { edgesOf, firstAfter } from './edges.ts'
import type { Evaluation } from './evaluation.ts'
import { explainFlag } from './explain.ts'
import type { Explanation } from './explanation.ts'
import type { CompiledFlag, FlagScope } from './flags.ts'
import { compileFlag } from './flags.ts'
import type { RegexEngine } from './operators/operator.ts'
import { notFound, outcomesOf } from './outcomes.ts'
import type { EvaluateTogether } from './together.ts'
import { compileTogether } from './together.ts'
import type { Flag, Ruleset } from './ruleset.ts'

/** What compiling may be given. */
export interface CompileOptions {
  /** Without it every condition with `matches` is *unknown*. */
  readonly regex?: RegexEngine
}

/** A ruleset that can be evaluated, at any time, for any context. */
export interface CompiledRuleset {
  readonly ruleset: Ruleset
  readonly version: number
  /** Keys of the flags that are not archived, in the order of the document. */
  readonly keys: readonly string[]
  /** Tells whether there is a flag that is not archived. */
  has(key: string): boolean
  /**
   * Evaluates one flag. Total: whatever the context is, it never throws.
   *
   * @param now - epoch milliseconds, for windows
   */
  evaluate(key: string, context: EvaluationContext, now: number): Evaluation
  /**
   * Prepares some flags to be evaluated together again and again, each as `evaluate` does it.
   *
   * @param keys - of flags that there are
   */
  together(keys: readonly string[]): EvaluateTogether
  /**
   * Traces one evaluation: what each rule saw, and why it passed or not. Total, like
   * `evaluate`, and of the same outcome.
   *
   * @param now - epoch milliseconds; any time, past or to come
   */
  explain(key: string, context: EvaluationContext, now: number): Explanation
  /**
   * Finds the next moment at which a window opens or closes.
   *
   * @param now - epoch milliseconds
   * @returns epoch milliseconds after `now`, or `undefined` when no window has an edge to come
   */
  nextEdge(now: number): number | undefined
}

/** Turns a ruleset into closures, once; evaluating then allocates next to nothing. */
export function compile(ruleset: Ruleset, options: CompileOptions = {}): CompiledRuleset {
  const { version, segments, layers, holdouts } = ruleset
  const flags = new Map<string, CompiledFlag>()
  const { regex } = options
  const slots = createSlots()
  const scope: FlagScope = {
    segments,
    layers,
    holdouts,
    experiments: ruleset.experiments,
    regex,
    slots,
    flags,
    tests: new Map(),
    compiled: new Map(),
  }
  const active = Object.entries(ruleset.flags).filter(([, flag]) => !flag.archived)
  const required = new Map(active.map(([key, flag]) => [key, flag.prerequisites]))
  const { cycles } = walkDependencies([...required.keys()], (key) =>
    (required.get(key) ?? []).map((prerequisite) => prerequisite.flag),
  )
  for (const [key, flag] of active) {
    const cycle = flag.enabled ? cycles.get(key) : undefined
    flags.set(
      key,
      cycle === undefined ? compileFlag(key, flag, scope) : undecidable(key, flag, cycle),
    )
  }
  const edges = edgesOf(ruleset)
  const evaluate: CompiledRuleset['evaluate'] = (key, context, now) => {
    const flag = flags.get(key)
    if (flag === undefined) return notFound(key)
    if (!isReadable(context)) return invalidContext(key)
    forget(slots)
    try {
      return flag(context, now)
    } catch (error) {
      return invalidContext(key, error)
    }
  }
  return {
    ruleset,
    version,
    keys: [...flags.keys()],
    has: (key) => flags.has(key),
    evaluate,
    together(keys) {
      const each = keys.map((key) => flags.get(key) ?? (() => notFound(key)))
      const evaluateAll = compileTogether(each, slots)
      return (context, now, into) => {
        try {
          if (isReadable(context)) return evaluateAll(context, now, into)
        } catch {
          // Each flag says for itself that the context cannot be read.
        }
        for (const [index, key] of keys.entries()) into[index] = evaluate(key, context, now)
      }
    },
    explain: (key, context, now) => explainFlag({ key, context, now, ruleset, regex, evaluate }),
    nextEdge: (now) => firstAfter(edges, now),
  }
}

function isReadable(context: unknown): boolean {
  return typeof context === 'object' && context !== null
}

function undecidable(key: string, flag: Flag, cycle: readonly string[]): CompiledFlag {
  const message = `The prerequisites of flag "${key}" go round in a circle: ${cycle.join(' → ')}.`
  const error = outcomesOf(key, flag).unresolved('PARSE_ERROR', message)
  return () => error
}

// Reached by contexts that are no objects, or whose properties throw when they are read.
function invalidContext(key: string, cause?: unknown): Evaluation {
  const detail = cause instanceof Error ? `reading it failed: ${cause.message}` : 'it is no object'
  return Object.freeze({
    key,
    reason: 'ERROR',
    errorCode: 'INVALID_CONTEXT',
    errorMessage: `The evaluation context cannot be used; ${detail}.`,
    metadata: Object.freeze({}),
  })
}
