import type { Metric } from '@sluice/core'
import type { Analysis, GroupUnits, Metric as StoreMetric, OtherExperiment } from '@sluice/events'
import type { ByVariant, Day, MetricSummary, MetricTable, SegmentValue } from '@sluice/stats'
import type { AskedStore } from './asked-store.ts'
import { isUnitMetric, questionOf, type UnitMetric } from './metric-question.ts'
import { isOfServers } from './sent-by.ts'
import { summaryOf } from './summary.ts'

/** Whose metrics are measured, and when. */
export interface MeasureQuestion {
  readonly environment: string
  readonly flag: string
  /** The unit that the rule splits by. */
  readonly unit: string
  /** Only what this experiment counts. */
  readonly experiment?: string
  readonly allocationVersion?: number
  /** Only who was drawn by this rule. */
  readonly rule?: string
  /** Leaves out units that the flag once served by this rule. */
  readonly withoutRule?: string
  /** Only whom servers sent, and what they did by the word of servers. */
  readonly sentBy?: 'server'
  /** Without these units, as the event store tells them. */
  readonly withoutUnits?: readonly string[]
  /** First exposures in `[from, to)`, epoch milliseconds. */
  readonly from: number
  readonly to: number
  /** What happened before this counts, epoch milliseconds. */
  readonly until: number
  /** Since when a source outside is asked, epoch milliseconds; since `from` unless given. */
  readonly outsideFrom?: number
}

/** What else than the whole is told. */
export interface MeasureParts {
  /** By the day of the first exposure. */
  readonly days?: boolean
  /** By stored attributes. */
  readonly segments?: readonly string[]
  /** By the variant that units have met in other experiments. */
  readonly others?: readonly OtherExperiment[]
  /** Also counts the units that came first so long ago, in milliseconds, or longer. */
  readonly livedMs?: number
}

/** What was measured of units, as statistics need it. */
export interface MeasuredUnits {
  /** Units by variant; those in several variants are in none. */
  readonly units: ByVariant<number>
  readonly unitsInSeveralVariants: number
  /** Of these units, those that came long enough ago, where that was asked. */
  readonly lived?: ByVariant<number>
  /** Metrics of units by name; quantiles, times and what is measured outside are not in it. */
  readonly metrics: MetricTable
  /** Units for which anything was counted at all: metric → variant → units. */
  readonly active: Readonly<Record<string, ByVariant<number>>>
  readonly days: readonly Day[]
  readonly segments: Readonly<Record<string, readonly SegmentValue[]>>
  /** By the key of the other experiment. */
  readonly others: Readonly<Record<string, readonly SegmentValue[]>>
}

/** The part of an event store that measuring asks. */
export type MeasureStore = Pick<AskedStore, 'metricsBy'>

/** A metric that nobody does anything in, to count units by. */
const NOTHING = { name: '', kind: 'count', outcome: '-' } as const satisfies StoreMetric

/**
 * Measures metrics of units: from their definitions to sufficient statistics for each variant,
 * with one look at the events, and another one at those of servers where a metric counts no others.
 * The units are those that the question is about, whomever a metric counts.
 */
export async function measureUnits(
  store: MeasureStore,
  question: MeasureQuestion,
  metrics: Readonly<Record<string, Metric>>,
  parts: MeasureParts = {},
): Promise<MeasuredUnits> {
  const own = Object.entries(metrics).filter((entry): entry is [string, UnitMetric] =>
    isUnitMetric(entry[1]),
  )
  const ofServers = own.filter(([, metric]) => isOfServers(metric))
  if (question.sentBy === 'server' || ofServers.length === 0)
    return lookAt(store, question, own, parts)
  const others = own.filter(([, metric]) => !isOfServers(metric))
  const all = await lookAt(store, question, others, parts)
  const sent = await lookAt(store, { ...question, sentBy: 'server' }, ofServers, parts)
  return withMetricsOf(all, sent)
}

async function lookAt(
  store: MeasureStore,
  question: MeasureQuestion,
  own: readonly (readonly [string, UnitMetric])[],
  { days = false, segments = [], others = [], livedMs }: MeasureParts,
): Promise<MeasuredUnits> {
  const analysis = analysisOf(question)
  const groupings = [
    ...(days ? (['day'] as const) : []),
    ...segments.map((attribute) => ({ attribute })),
    ...others.map(({ experiment, flag, since }) => ({ experiment, flag, since })),
  ]
  const asked: StoreMetric[] = own.map(([name, metric]) => questionOf(name, metric, question.flag))
  if (livedMs !== undefined) asked.push({ ...NOTHING, windowMs: livedMs, completeOnly: true })
  // Without a metric of units there still are units to count.
  const counted = asked.length > 0 ? asked : [NOTHING]
  const answer = await store.metricsBy(analysis, counted, groupings)
  const [firstSegment, firstOther] = [days ? 1 : 0, (days ? 1 : 0) + segments.length]
  const valuesAt = (at: number): SegmentValue[] =>
    (answer.groups[at] ?? []).map(({ value, variants }) => ({
      value,
      units: unitsOf(variants),
      metrics: tableOf(own, variants),
    }))
  return {
    units: unitsOf(answer.all),
    unitsInSeveralVariants: answer.unitsInSeveralVariants,
    ...(livedMs !== undefined && {
      lived: Object.fromEntries(
        answer.all.map(({ variant, statistics }) => [
          variant,
          statistics[own.length]?.moments.units ?? 0,
        ]),
      ),
    }),
    metrics: tableOf(own, answer.all),
    active: activeOf(own, answer.all),
    days: (days ? (answer.groups[0] ?? []) : [])
      .toSorted((a, b) => Number(a.value) - Number(b.value))
      .map(({ value, variants }) => ({
        day: new Date(Number(value)).toISOString().slice(0, 10),
        units: unitsOf(variants),
        metrics: tableOf(own, variants),
      })),
    segments: Object.fromEntries(segments.map((name, at) => [name, valuesAt(firstSegment + at)])),
    others: Object.fromEntries(
      others.map(({ experiment }, at) => [experiment, valuesAt(firstOther + at)]),
    ),
  }
}

/** How the event store is asked about the units of a question. */
export function analysisOf(question: MeasureQuestion): Analysis & { readonly until: number } {
  const { environment, flag, unit, experiment, allocationVersion, rule, withoutRule } = question
  const { sentBy, withoutUnits, from, to, until } = question
  return {
    environment,
    flag,
    unit,
    from,
    to,
    until,
    ...(experiment !== undefined && { experiment }),
    ...(allocationVersion !== undefined && { allocationVersion }),
    ...(rule !== undefined && { rule }),
    ...(withoutRule !== undefined && { withoutRule }),
    ...(sentBy !== undefined && { sentBy }),
    ...(withoutUnits !== undefined && { withoutUnits }),
  }
}

function unitsOf(groups: readonly GroupUnits[]): ByVariant<number> {
  return Object.fromEntries(groups.map(({ variant, units }) => [variant, units]))
}

function tableOf(
  metrics: readonly (readonly [string, UnitMetric])[],
  groups: readonly GroupUnits[],
): MetricTable {
  return Object.fromEntries(
    metrics.map(([name, metric], at) => [
      name,
      Object.fromEntries(
        groups.flatMap(({ variant, statistics }) => {
          const found = statistics[at]
          const summary = found && summaryOf(metric, found)
          return summary === undefined ? [] : [[variant, summary] as [string, MetricSummary]]
        }),
      ),
    ]),
  )
}

function activeOf(
  metrics: readonly (readonly [string, UnitMetric])[],
  groups: readonly GroupUnits[],
): Record<string, ByVariant<number>> {
  return Object.fromEntries(
    metrics.map(([name], at) => [
      name,
      Object.fromEntries(
        groups.map(({ variant, statistics }) => [variant, statistics[at]?.active ?? 0]),
      ),
    ]),
  )
}

/** Of a segment, fewer units than these say something about people. */
const FEW = 20

/** The same units, with what was measured of a part of them. */
function withMetricsOf(all: MeasuredUnits, part: MeasuredUnits): MeasuredUnits {
  const byName = (
    of: MeasuredUnits['segments'],
    added: MeasuredUnits['segments'],
    fewest: number,
  ): Record<string, readonly SegmentValue[]> =>
    Object.fromEntries(
      Object.entries(of).map(([name, own]) => [name, withMetrics(own, added[name] ?? [], fewest)]),
    )
  return {
    ...all,
    metrics: { ...all.metrics, ...part.metrics },
    active: { ...all.active, ...part.active },
    days: all.days.map((one) => ({
      ...one,
      metrics: { ...one.metrics, ...part.days.find(({ day }) => day === one.day)?.metrics },
    })),
    segments: byName(all.segments, part.segments, FEW),
    others: byName(all.others, part.others, 0),
  }
}

/** A metric that counts too few of one value is told of none, since the rest would tell it. */
function withMetrics(
  own: readonly SegmentValue[],
  added: readonly SegmentValue[],
  fewest: number,
): readonly SegmentValue[] {
  const few = new Set(
    added.flatMap(({ metrics }) =>
      Object.entries(metrics).flatMap(([name, table]) =>
        Object.values(table).some(({ n }) => n < fewest) ? [name] : [],
      ),
    ),
  )
  return own.map((one) => {
    const found = added.find(({ value }) => value === one.value)?.metrics ?? {}
    const told = Object.entries(found).filter(([name]) => !few.has(name))
    return { ...one, metrics: { ...one.metrics, ...Object.fromEntries(told) } }
  })
}
