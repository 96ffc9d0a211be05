import type { Colors } from '../shell.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'
import { percent } from './numbers.ts'

/** How large an experiment has to be, as planning found it. */
export interface ShownSize {
  readonly units: number | null
  readonly weeks: number | null
  readonly reachable: number
  /** What a unit has to live before it counts; absent from what an earlier release planned. */
  readonly lived?: { readonly metric: string; readonly ms: number } | null
  readonly metrics: readonly {
    readonly metric: string
    readonly minimumEffect: number | null
    readonly detectableLift: number | null
    readonly curve: readonly { readonly weeks: number; readonly lift: number | null }[]
  }[]
}

/** Shows which lift is found in how many weeks, and in which of them one that matters is. */
export function showPower({ metrics }: ShownSize, colors: Colors): string[] {
  const rows = metrics.flatMap(({ metric, minimumEffect, curve }) =>
    curve.map(({ weeks, lift }) => [
      plain(metric),
      String(weeks),
      lift === null ? '–' : percent(lift),
      lift === null
        ? ''
        : '█'.repeat(Math.max(1, Math.round(30 * Math.min(1, lift / widest(curve))))),
      minimumEffect !== null && lift !== null && lift <= minimumEffect ? '✓ enough' : '',
    ]),
  )
  if (rows.length === 0) return ['Nothing is known of the primary metrics yet.']
  return table(['METRIC', 'WEEKS', 'LIFT FOUND', '', ''], rows, colors)
}

function widest(curve: readonly { readonly lift: number | null }[]): number {
  return Math.max(...curve.map(({ lift }) => lift ?? 0), Number.MIN_VALUE)
}
