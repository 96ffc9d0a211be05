import type { ShownResults } from './read-results.ts'

/** Since when units count, where an edit began anew; nothing where that is the start. */
export function countedAnew({
  startedAt,
  countedFrom = startedAt,
}: ShownResults['progress']): string {
  if (countedFrom <= startedAt) return ''
  return `, counted anew since ${new Date(countedFrom).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
