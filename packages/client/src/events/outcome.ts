import type { EventValue } from '@sluice/core'

/** What the application tells of something that happened. */
export interface Outcome {
  /** What a metric adds up; finite. */
  readonly value?: number
  /** Texts of up to 4096 characters, finite numbers, booleans, lists of texts. */
  readonly properties?: Readonly<Record<string, EventValue>>
}
