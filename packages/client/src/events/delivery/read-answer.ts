import type { EventBatchAnswer } from '@sluice/core'

/** Reads what a service that takes events answers; anybody else says something else, or nothing. */
export function readAnswer(text: string): {
  /** How many it has; `undefined`: it does not say so. */
  readonly accepted: number | undefined
  readonly refused: readonly number[]
  /** It cannot read the body, and does not say which event is to blame. */
  readonly isUnreadable: boolean
} {
  try {
    const {
      accepted,
      refused = [],
      code,
    } = JSON.parse(text) as Partial<EventBatchAnswer & { code: unknown }>
    return {
      accepted: typeof accepted === 'number' ? accepted : undefined,
      refused: refused.map(({ index }) => index),
      isUnreadable: typeof code === 'string' && code.startsWith('JSON_'),
    }
  } catch {
    return { accepted: undefined, refused: [], isUnreadable: false }
  }
}
