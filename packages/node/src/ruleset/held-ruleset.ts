import {
  compile,
  eventAttributesOf,
  existsForClients,
  toClientOfrep,
  type CompiledRuleset,
  type Evaluation,
  type EvaluationContext,
  type EventAttributes,
  type Fault,
  type OfrepFailure,
  type OfrepFlag,
  type RegexEngine,
} from '@sluice/core'
import type { RulesetChange } from '../node.ts'
import { readRuleset } from './read-ruleset.ts'

/** A ruleset that is ready to be evaluated, with what tells it from others. */
export interface HeldRuleset {
  readonly version: number
  readonly epoch: string
  readonly etag: string | undefined
  /** As it came, to be kept for the next start. */
  readonly text: string
  readonly compiled: CompiledRuleset
  readonly quarantined: readonly Fault[]
  readonly eventAttributes: EventAttributes
  /** Evaluates what a client key may see. */
  forClients(context: EvaluationContext, now: number): readonly (OfrepFlag | OfrepFailure)[]
}

/**
 * Reads and compiles a published ruleset.
 *
 * @throws SluiceError `INVALID_RULESET`, SyntaxError when it is no JSON
 */
export async function holdRuleset(
  text: string,
  epoch: string,
  etag: string | undefined,
): Promise<HeldRuleset> {
  const { ruleset, quarantined } = readRuleset(JSON.parse(text))
  const compiled = compile(ruleset, text.includes('"matches"') ? { regex: await loadRegex() } : {})
  const keys = compiled.keys.filter((key) => existsForClients(compiled, key))
  // Outcomes are shared objects, so each is written once.
  const items = new WeakMap<Evaluation, OfrepFlag | OfrepFailure>()
  const itemOf = (evaluation: Evaluation): OfrepFlag | OfrepFailure => {
    const known = items.get(evaluation)
    if (known !== undefined) return known
    const item = toClientOfrep(compiled, evaluation)
    items.set(evaluation, item)
    return item
  }
  return {
    version: ruleset.version,
    epoch,
    etag,
    text,
    compiled,
    quarantined,
    eventAttributes: eventAttributesOf(ruleset),
    forClients: (context, now) => keys.map((key) => itemOf(compiled.evaluate(key, context, now))),
  }
}

/** Tells what a new ruleset changes for whoever follows it. */
export function changeBetween(
  previous: HeldRuleset | undefined,
  { version, epoch, compiled }: HeldRuleset,
): RulesetChange {
  const before = previous?.compiled.ruleset.flags ?? {}
  const after = compiled.ruleset.flags
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return {
    version,
    epoch,
    keys: keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])),
  }
}

// Few rulesets match patterns, and the engine is larger than all the rest.
async function loadRegex(): Promise<RegexEngine> {
  const { re2Engine } = await import('@sluice/core/regex')
  return re2Engine
}
