import type { Results } from '../service/shapes/results.ts'
import { count } from './format.ts'

/** Says which intervals the scorecard shows, as the chart over time may show others. */
export function intervalWords({
  plan: { stopping },
  looks,
}: Pick<Results, 'plan' | 'looks'>): string {
  const isTaken = typeof looks?.shown === 'number'
  switch (stopping.kind) {
    case 'always_valid':
      return 'Each interval is what the looks of all days have in common, and may be read on any day; the verdict goes by it, and the charts over time end with it.'
    case 'fixed':
      return `These intervals ${isTaken ? 'were' : 'are'} read once, at ${count(stopping.units ?? 0)} units; those of the charts over time may be read on any day, and are other ones.`
    default:
      return `These intervals are ${isTaken ? `of look ${(looks?.shown ?? 0) + 1}` : 'for the looks that are planned'}; those of the charts over time may be read on any day, and are other ones.`
  }
}
