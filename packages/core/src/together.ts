import type { AttributeSlots } from './attribute-slots.ts'
import { forget, readSlot } from './attribute-slots.ts'
import { readTargetingKey, unitOf } from './attributes.ts'
import type { EvaluationContext } from './context.ts'
import type { Evaluation } from './evaluation.ts'
import type { CompiledFlag } from './flags.ts'
import { hashText } from './murmur3.ts'
import type { Test } from './operators/operator.ts'
import type { PlainSplit, SplitRanges } from './plain-split.ts'
import { servedAt } from './splits.ts'

/** One attribute and what is asked of it, once for all flags that ask the same. */
interface Question {
  readonly slot: number
  readonly test: Test
}

/**
 * Evaluates flags that were prepared, for one context.
 *
 * @param into - is given the evaluations, in the order of the keys
 */
export type EvaluateTogether = (context: EvaluationContext, now: number, into: Evaluation[]) => void

/**
 * Prepares flags to be evaluated together. What plain flags are made of lies side
 * by side, each question is asked once, and the unit stays at hand: where flags
 * are fetched one by one, more time goes into fetching than into deciding.
 */
export function compileTogether(
  flags: readonly CompiledFlag[],
  slots: AttributeSlots,
): EvaluateTogether {
  const questions: Question[] = []
  // By flag: its question; -1 for none, and -2 for a flag that is not plain.
  const asks = new Int32Array(flags.length)
  const seeds = new Int32Array(flags.length)
  const ranges: SplitRanges[] = []
  const otherwise: (Evaluation | undefined)[] = []
  for (const [index, { plain }] of flags.entries()) {
    asks[index] = plain === undefined ? -2 : questionOf(questions, plain.ask)
    seeds[index] = plain?.seed ?? 0
    ranges.push(plain?.ranges ?? [])
    otherwise.push(plain?.otherwise)
  }
  const holds = new Uint8Array(questions.length)
  return (context, now, into) => {
    forget(slots)
    const unit = unitOf(readTargetingKey(context))
    for (let index = 0; index < questions.length; index++) {
      const { slot, test } = questions[index] as Question
      holds[index] = test(readSlot(slots, slot, context)) === true ? 1 : 0
    }
    for (let index = 0; index < flags.length; index++) {
      const ask = asks[index] as number
      if (ask === -2 || unit === undefined) {
        into[index] = (flags[index] as CompiledFlag)(context, now)
        continue
      }
      const served =
        ask === -1 || holds[ask] === 1
          ? servedAt(ranges[index] as SplitRanges, hashText(unit, seeds[index] as number))
          : undefined
      into[index] = served ?? (otherwise[index] as Evaluation)
    }
  }
}

function questionOf(questions: Question[], ask: PlainSplit['ask']): number {
  if (ask === undefined) return -1
  const known = questions.findIndex(({ slot, test }) => slot === ask.slot && test === ask.test)
  return known >= 0 ? known : questions.push(ask) - 1
}
