import type { EventBatchAnswer } from '@sluice/core'

/** Reads what a service that takes events answers; anybody else says something else, or nothing. */
export function readAnswer(text: string): {
  readonly accepted: boolean
  readonly refused: readonly number[]
} {
  try {
    const { accepted, refused } = JSON.parse(text) as Partial<EventBatchAnswer>
    return {
      accepted: typeof accepted === 'number',
      refused: (Array.isArray(refused) ? refused : []).map(({ index }: { index: number }) => index),
    }
  } catch {
    return { accepted: false, refused: [] }
  }
}
