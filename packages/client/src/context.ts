import type { EvaluationContext } from '@sluice/core'
import { canonical } from './canonical.ts'

/** A context as it is sent. */
export interface SentContext {
  readonly value: EvaluationContext
  /** `value` as JSON; equal contexts have equal texts. */
  readonly text: string
  /** The keys alone: values of one person may stay while those for another of their contexts come. */
  readonly keys: string
  /** Whether attributes had to be left out, because JSON cannot carry them. */
  readonly isCut: boolean | undefined
}

/**
 * Completes a context: it always has a targeting key and an anonymous key. What
 * comes out is a copy, so that nobody changes it later.
 */
export function completeContext(
  context: EvaluationContext | undefined,
  ownKey: string,
  isCut?: boolean,
): SentContext {
  const { targetingKey, anonymousKey } = context ?? {}
  const own = {
    targetingKey: (targetingKey ?? '') === '' ? ownKey : targetingKey,
    anonymousKey: anonymousKey ?? ownKey,
  }
  try {
    const text = canonical({ ...context, ...own })
    return { value: JSON.parse(text) as EvaluationContext, text, keys: canonical(own), isCut }
  } catch {
    // Circular, a BigInt, or too deep. Who is there matters more than what is known of them, as
    // long as that is no such thing itself.
    return completeContext(isCut ? undefined : own, ownKey, true)
  }
}
