import type { Evaluation } from './evaluation.ts'
import type { Test } from './operators/operator.ts'

/**
 * What is served where: three entries for each variant, which are the last bucket of
 * its home, the last one that is covered, and what is served there.
 */
export type SplitRanges = readonly (number | Evaluation)[]

/**
 * A flag of one rule that asks for one attribute, or nothing, and splits by the
 * targeting key: as most experiments are.
 */
export interface PlainSplit {
  /** What the rule asks; `undefined` when it includes everybody. */
  readonly ask: { readonly slot: number; readonly test: Test } | undefined
  readonly seed: number
  readonly ranges: SplitRanges
  readonly otherwise: Evaluation
}
