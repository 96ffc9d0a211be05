import { StatsError } from '../errors.ts'
import { runningLooks } from '../sequential/path.ts'
import type { TestResult } from '../tests/result.ts'
import { LAST_MS } from './check-looks.ts'
import type { AnalysisData, Day, MetricTable } from './data.ts'
import { healthOf } from './health.ts'
import type { AnalysisPlan } from './plan.ts'
import type { Refusal } from './refusal.ts'
import { isAnswer, orRefusal } from './refusal.ts'
import { sumDays } from './whole-weeks.ts'

/** Everything that was measured up to the end of a day, or why it does not add up. */
export type TableUntil = { readonly day: string } & ({ readonly metrics: MetricTable } | Refusal)

/**
 * What was measured up to each look, the one at everything included: those that were kept of a plan
 * that may be looked at on every day, and whose data was sound, or else the end of each day, as it
 * is known by now.
 */
export function lookTables(
  plan: AnalysisPlan,
  { looks, days = [], metrics }: Pick<AnalysisData, 'looks' | 'days' | 'metrics'>,
): readonly TableUntil[] {
  if (plan.stopping.kind !== 'always_valid' || looks === undefined) return tablesUntil(days)
  if (looks.length === 0 && days.length === 0) return []
  const kept = looks
    .filter(({ data }) => healthOf(plan, data).status !== 'broken')
    .map(({ at, data }) => ({ day: dayBefore(at), metrics: data.metrics }))
  // Days on which nobody came are none, and may have been looked at.
  const today = [kept, days].map((some) => some.at(-1)?.day ?? '').toSorted()
  return [...kept, { day: today.at(-1) ?? '', metrics }]
}

/** The looks before the one at everything, of a plan that may be looked at on every day. */
export function earlierLooks(
  { stopping }: AnalysisPlan,
  tables: readonly TableUntil[],
): readonly MetricTable[] {
  if (stopping.kind !== 'always_valid') return []
  return tables
    .slice(0, -1)
    .filter(isAnswer)
    .map(({ metrics }) => metrics)
}

/**
 * What all looks at an always-valid test say together: the estimate of the last one, with the
 * smallest p so far and the interval that all of them have in common.
 *
 * @param earlier - refusals are looks that there were not
 * @throws StatsError `undefined_estimand` when the looks have no value in common
 */
export function ofAllLooks(
  earlier: readonly (TestResult | Refusal)[],
  last: TestResult,
): TestResult {
  const looks: TestResult[] = [...earlier.filter(isAnswer), last]
  if (looks.length === 1) return last
  const together = runningLooks(looks).at(-1)
  if (together === undefined) return last
  const { p, logP, interval, isEmpty } = together
  if (isEmpty) {
    throw new StatsError(
      'undefined_estimand',
      'The intervals of its days have no value in common: the effect has changed with time, or chance was unkind. Look at it day by day.',
    )
  }
  return { ...last, settings: { ...last.settings, looks: looks.length }, p, logP, interval }
}

/** What was measured up to the end of each day. */
function tablesUntil(days: readonly Day[]): readonly TableUntil[] {
  return days.map(({ day }, index) => ({
    day,
    ...orRefusal(() => ({ metrics: sumDays(days.slice(0, index + 1)) })),
  }))
}

/** The day that ends with a moment, or has it. */
function dayBefore(at: number): string {
  return new Date(Math.max(-LAST_MS, at - 1)).toISOString().slice(0, 10)
}
