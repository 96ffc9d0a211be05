import type { DayStatistics } from '@sluice/events'
import type { MetricSummary } from '@sluice/stats'
import type { AskedStore } from '../measure/asked-store.ts'
import { analysisOf, type MeasureQuestion } from '../measure/measure-units.ts'
import { isUnitMetric, questionOf } from '../measure/metric-question.ts'
import { asSent, isOfServers } from '../measure/sent-by.ts'
import { summaryOf } from '../measure/summary.ts'
import { figuresOf } from './figures.ts'
import type { DaysSince } from './over-time.ts'
import type { SealedPlan } from './sealed-plan.ts'
import { SMALL_CELL } from './suppress.ts'

const DAY_MS = 86_400_000

/** A primary metric of a variant on one day since the first exposure. */
export interface SinceExposure {
  readonly metric: string
  readonly variant: string
  readonly day: number
  readonly units: number
  readonly value: number
}

/** The same as numbers to read, and as what statistics read. */
export interface MeasuredSince {
  readonly rows: readonly SinceExposure[]
  readonly days: DaysSince
}

/** Reads the primary metrics by the day since the first exposure: a novelty wears off, a habit forms. */
export async function sinceExposure(
  store: Pick<AskedStore, 'metricsByDay'>,
  question: MeasureQuestion,
  plan: SealedPlan,
): Promise<MeasuredSince> {
  const metrics = plan.primary.flatMap(({ key }) => {
    const metric = plan.definitions[key]
    if (metric === undefined || !isUnitMetric(metric) || metric.kind === 'retention') return []
    return [{ key, metric, asked: questionOf(key, metric, plan.flag) }]
  })
  if (metrics.length === 0) return { rows: [], days: [] }
  const horizon = Math.min(28, Math.max(1, Math.ceil((question.until - question.from) / DAY_MS)))
  const found: DayStatistics[] = []
  // Those that count only what servers sent are about other people.
  for (const isSent of [true, false]) {
    const some = metrics.filter(({ metric }) => isOfServers(metric) === isSent)
    const [one] = some
    if (one === undefined) continue
    const analysis = analysisOf(asSent(question, one.metric))
    const asked = some.map((own) => own.asked)
    found.push(...(await store.metricsByDay(analysis, asked, horizon)))
  }
  const byDay = new Map<number, Record<string, Record<string, MetricSummary>>>()
  const rows = found.flatMap((row: DayStatistics): SinceExposure[] => {
    const metric = metrics.find(({ key }) => key === row.metric)?.metric
    const { metric: name, variant, day } = row
    // What a day's few units did would say something about people.
    if (metric === undefined || row.moments.units < SMALL_CELL) return []
    const summary = summaryOf(metric, row)
    if (summary === undefined) return []
    const tables = byDay.get(day) ?? {}
    byDay.set(day, tables)
    ;(tables[name] ??= {})[variant] = summary
    const [figures] = figuresOf([{ metric: name, role: 'primary' }], {
      [name]: { [variant]: summary },
    })
    const value = figures?.variants[0]?.value
    if (value === undefined || value === null) return []
    return [{ metric: name, variant, day, units: row.moments.units, value }]
  })
  const days = [...byDay]
    .map(([day, table]) => ({ day, metrics: table }))
    .toSorted((a, b) => a.day - b.day)
  return { rows, days }
}
