import type { EvaluationContext } from '@sluice/core'
import { canonical } from './canonical.ts'

/** A context as it is sent. */
export interface SentContext {
  readonly value: EvaluationContext
  /** `value` as JSON; equal contexts have equal texts. */
  readonly text: string
  /** Whether attributes had to be left out, because JSON cannot carry them. */
  readonly isCut: boolean
}

/**
 * Completes a context: it always has a targeting key and an anonymous key. What
 * comes out is a copy, so that nobody changes it later.
 */
export function completeContext(
  context: EvaluationContext | undefined,
  ownKey: string,
): SentContext {
  const { targetingKey, anonymousKey } = context ?? {}
  const keys = {
    targetingKey: (targetingKey ?? '') === '' ? ownKey : targetingKey,
    anonymousKey: anonymousKey ?? ownKey,
  }
  let text = canonical(keys)
  let isCut = false
  try {
    text = canonical({ ...context, ...keys })
  } catch {
    // Circular, a BigInt, or too deep. Who is there matters more than what is known of them.
    isCut = true
  }
  return { value: JSON.parse(text) as EvaluationContext, text, isCut }
}

/** Tells people apart; the values of one may stay while those for another of their contexts come. */
export function personOf({ targetingKey, anonymousKey }: EvaluationContext): string {
  return canonical([targetingKey, anonymousKey])
}
