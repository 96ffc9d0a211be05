import type {
  Activity,
  DayStatistics,
  ExposureCount,
  ExtremeUnit,
  FlagUsage,
  GroupedAnswer,
  MetricAnswer,
  MixedUnits,
  RecentEvent,
  SeenOutcome,
  SurvivalStep,
  UnitValues,
  VariantLoss,
  VariantUnits,
} from './answers.ts'
import type { QueryParam } from './engine.ts'
import type {
  ActivityQuestion,
  Analysis,
  ExposureCountsQuestion,
  ExtremesQuestion,
  Grouping,
  LossQuestion,
  Metric,
  OutcomesQuestion,
  RecentQuestion,
  TimeToOutcome,
  UnitValuesQuestion,
  UsageQuestion,
} from './questions.ts'

/**
 * What can be asked of events, whichever engine keeps them.
 *
 * Every answer counts an event once, and includes what the spool has on disk. All
 * times are epoch milliseconds by the corrected clock. Bad questions throw
 * `INVALID_QUESTION`, an engine that cannot answer `EVENT_STORE_FAILED`.
 */
export interface EventStore {
  exposureCounts(question: ExposureCountsQuestion): Promise<ExposureCount[]>
  /** Units by the variant of their first exposure. */
  firstExposures(analysis: Analysis): Promise<VariantUnits[]>
  /** Units in several variants, which `exclude` leaves out. */
  mixedUnits(analysis: Analysis): Promise<MixedUnits[]>
  /** Metrics as sufficient statistics for each variant. */
  metrics(analysis: Analysis, metrics: readonly Metric[]): Promise<MetricAnswer>
  /** The same, of everybody and by several groupings, with one look at the events; without quantiles. */
  metricsBy(
    analysis: Analysis,
    metrics: readonly Metric[],
    groupings: readonly Grouping[],
  ): Promise<GroupedAnswer>
  /** The same for each day since the first exposure; without quantiles. Needs `until`. */
  metricsByDay(
    analysis: Analysis,
    metrics: readonly Metric[],
    days: number,
  ): Promise<DayStatistics[]>
  /** Time from exposure to the first outcome; units without one are censored. Needs `until`. */
  timeToOutcome(analysis: Analysis, outcome: TimeToOutcome): Promise<SurvivalStep[]>
  lossByVariant(question: LossQuestion): Promise<VariantLoss[]>
  usage(question: UsageQuestion): Promise<FlagUsage[]>
  /** The events received last, newest first. */
  recent(question: RecentQuestion): Promise<RecentEvent[]>

  /** The outcomes that came in, by name, the most frequent first. */
  outcomesSeen(question: OutcomesQuestion): Promise<SeenOutcome[]>
  /** How many units were there, and how many met a flag. */
  activity(question: ActivityQuestion): Promise<Activity>
  /** What units did and what is known of them, one by one; for balancing before a start. */
  unitValues(question: UnitValuesQuestion): Promise<UnitValues[]>
  /** The units of each variant that move a metric most, the most extreme first. */
  extremes(analysis: Analysis, question: ExtremesQuestion): Promise<ExtremeUnit[]>
  /** The same questions, each of which tells the SQL that it runs; `events` stands for the events of the environment. */
  traced(onQuery: (sql: string, params: Readonly<Record<string, QueryParam>>) => void): Questions

  /** Takes over what the spool has, as far as it makes a segment. */
  settle(): Promise<void>
  /** Merges small segments. */
  compact(): Promise<void>
  /** Drops events whose day lies before `before`, epoch milliseconds. @returns how many */
  retain(environment: string, before: number): Promise<number>
  /** Drops every event of a unit, the spool included. @returns how many */
  erase(environment: string, units: Readonly<Record<string, string>>): Promise<number>
  /** Reads everything once and compares checksums; what was lost before is told of as well. */
  verify(): Promise<Verification>
  state(): Promise<EventStoreState>
  /** What is remembered of events that are gone, as in `state()`, at once. */
  losses(): readonly StoreLoss[]
  /** Forgets these losses, since somebody knows of them. */
  acknowledge(known: readonly StoreLoss[]): Promise<void>
  /** Ends the engine. The spool stays open. */
  close(): Promise<void>
}

/** The part of an event store that asks; the same SQL for every engine. */
export type Questions = Pick<
  EventStore,
  | 'exposureCounts'
  | 'firstExposures'
  | 'mixedUnits'
  | 'metrics'
  | 'metricsBy'
  | 'metricsByDay'
  | 'timeToOutcome'
  | 'lossByVariant'
  | 'usage'
  | 'recent'
  | 'outcomesSeen'
  | 'activity'
  | 'unitValues'
  | 'extremes'
  | 'traced'
>

/** What a check of everything came to. */
export interface Verification {
  readonly whole: boolean
  readonly segments: number
  readonly rows: number
  /** Events of the spool, which were looked through when it was opened. */
  readonly waiting: number
  /** One sentence each. */
  readonly faults: readonly string[]
}

/** How much is kept. */
export interface EventStoreState {
  readonly engine: 'embedded' | 'clickhouse'
  readonly segments: number
  /** Distinct events that the spool does not hold any more. */
  readonly rows: number
  readonly bytes: number
  /** Events that came again under the same id. */
  readonly duplicates: number
  /** Of these, those that said something else than the first. */
  readonly conflicts: number
  readonly losses: readonly StoreLoss[]
  /** Why events of the spool could not be taken over, when that failed last; `undefined` once it works. */
  readonly fault: string | undefined
}

/** Events that are gone, or a file that was found where it should not be. */
export interface StoreLoss {
  /**
   * - `checksum`: a segment is not what was written
   * - `missing`: it is not there; a file of the spool as well
   * - `foreign`: a file that is none of ours
   * - `manifest`: the list of segments was damaged, and made again from the segments
   * - `spool`: events that waited in the spool, where a file is not what was written or holds less
   * - `adopted`: a segment that the list did not have was taken in
   */
  readonly reason: 'checksum' | 'missing' | 'foreign' | 'manifest' | 'spool' | 'adopted'
  readonly file: string
  readonly foundAt: number
  /** How many events it held; `undefined` where nothing tells. */
  readonly events: number | undefined
  /** The first and the last time in it; of a spool, when what is around it was received. */
  readonly happened: readonly [number, number] | undefined
  readonly movedTo: string | undefined
}
