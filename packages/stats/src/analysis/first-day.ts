import type { AnalysisData } from './data.ts'
import type { Refusal } from './refusal.ts'

const DAY_MS = 86_400_000

/** What stands in place of every number of a first day. */
export const FIRST_DAY: Refusal = {
  refused: 'insufficient_data',
  message:
    'It has not run for a full day yet: until then there are counts, and nothing is decided by them.',
}

/** Tells whether an experiment is so young that only counts are told. */
export function isFirstDay({ ranMs }: Pick<AnalysisData, 'ranMs'>): boolean {
  return ranMs !== undefined && ranMs < DAY_MS
}
