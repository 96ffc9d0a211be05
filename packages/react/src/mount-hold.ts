import type { EvaluationContext, EvaluationDetails } from '@sluice/core'

/** Keeps one component at the value that it first showed. */
export interface MountHold {
  /** Gives what to show, of what was first shown and what is served now. */
  keep<T>(served: EvaluationDetails<T>, context: EvaluationContext): EvaluationDetails<T>
  /** The component is on the page: what it read for that is what it shows. */
  start(): void
}

/**
 * Makes the hold of one component for a flag whose stability is `mount`.
 *
 * It begins when the component is on the page, because what a render reads that
 * never gets there nobody saw. It ends for another person, and for a value that
 * pierces; what comes after that one is not held back by it.
 *
 * @param isMounted - whether the component is on the page already
 */
export function mountHold(isMounted: boolean): MountHold {
  let shown: readonly [details: EvaluationDetails<unknown>, context: EvaluationContext] | undefined
  let isStarted = isMounted
  return {
    keep<T>(served: EvaluationDetails<T>, context: EvaluationContext) {
      if (isStarted && shown) {
        const [details, { targetingKey, anonymousKey }] = shown
        if (
          !served.metadata.pierce &&
          !details.metadata.pierce &&
          context.targetingKey === targetingKey &&
          context['anonymousKey'] === anonymousKey
        )
          return details as EvaluationDetails<T>
      }
      // A default that stands in for a value of another type is no value to keep.
      if (served.errorCode === undefined) shown = [served, context]
      return served
    },
    start() {
      isStarted = true
    },
  }
}
