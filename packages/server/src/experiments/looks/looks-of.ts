import type { Analysis, ByVariant, Decision } from '@sluice/stats'
import { plannedLooks } from '@sluice/stats'
import type { AskedStore } from '../../measure/asked-store.ts'
import type { MetricFigures } from '../figures.ts'
import { totalOf } from '../run-data.ts'
import { exposedAt, type LookedAtRun } from './take-look.ts'
import type { StoredLook } from './look-rows.ts'

/** Units and metrics as numbers to read, without a test. */
export interface LookFigures {
  readonly units: ByVariant<number>
  readonly figures: readonly MetricFigures[]
}

/** Which planned looks were taken, which of them the results tell, and what is next. */
export interface ResultsLooks {
  /** From 0 on; `null` before the first. */
  readonly shown: number | null
  readonly taken: readonly {
    readonly look: number
    /** At how many units it was planned. */
    readonly plannedUnits: number
    readonly units: number
    /** Of these, those that had lived what decides; `null` where every unit counts at once. */
    readonly lived: number | null
    /** Up to when it was measured, such as `2026-11-26T10:00:00.000Z`. */
    readonly plannedAt: string
    /** When that was done. */
    readonly readAt: string
    /** What it said for itself. */
    readonly decision: Decision
  }[]
  /** `null` after the last, and after a decision. */
  readonly next: { readonly look: number; readonly plannedUnits: number } | null
  /** Guardrails whose rows and figures are of now, and not of the look that is shown. */
  readonly byNow: readonly string[]
  /** Units of before the look that is shown whose events came after it, and are not in it. */
  readonly lateUnits: number
}

/** Tells how the planned looks have gone; `null` where none are planned, or none were kept. */
export async function looksOf(
  store: Pick<AskedStore, 'metricsBy'>,
  run: LookedAtRun,
  { looks }: Analysis,
  stored: readonly StoredLook[] | undefined,
): Promise<ResultsLooks | null> {
  if (looks === undefined || stored === undefined) return null
  const planned = plannedLooks(run.plan.stopping)
  const { shown, taken, next, byNow = [] } = looks
  const of = stored.find(({ look }) => look === shown)
  return {
    shown,
    taken: taken.map(({ look, units, lived = null, decision }, index) => ({
      look,
      plannedUnits: planned[look]?.units ?? units,
      units,
      lived,
      plannedAt: isoOf(stored[index]?.plannedAt ?? 0),
      readAt: isoOf(stored[index]?.readAt ?? 0),
      decision,
    })),
    next: next && { look: next.look, plannedUnits: next.units },
    byNow,
    lateUnits:
      of === undefined
        ? 0
        : Math.max(0, (await exposedAt(store, run, of.plannedAt)) - totalOf(of.data.units)),
  }
}

function isoOf(at: number): string {
  return new Date(at).toISOString()
}
