import type { Results } from '../service/shapes.ts'

const FIRST_DAY_MS = 86_400_000

/** Whether an experiment is so young that only counts are shown. */
export function isFirstDay({ until, progress }: Pick<Results, 'until' | 'progress'>): boolean {
  return new Date(until).getTime() - progress.startedAt < FIRST_DAY_MS
}
