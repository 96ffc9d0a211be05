export { openEmbeddedStore, type EmbeddedStoreOptions } from './embedded/open-embedded-store.ts'
export { listedSegments } from './embedded/listed-segments.ts'
export type { SentBy, StoredEvent, StoredEventType } from './stored-event.ts'
export type {
  EventStore,
  EventStoreState,
  Questions,
  StoreLoss,
  Verification,
} from './query/event-store.ts'
export { CRASHES } from './query/questions.ts'
export type {
  ActivityQuestion,
  Analysis,
  ExposureCountsQuestion,
  ExtremesQuestion,
  Grouping,
  LossQuestion,
  Measure,
  Metric,
  OtherExperiment,
  OutcomesQuestion,
  RecentQuestion,
  TimeToOutcome,
  UnitValuesQuestion,
  UsageQuestion,
} from './query/questions.ts'
export type {
  Activity,
  DayStatistics,
  ExposureCount,
  ExtremeUnit,
  FlagReader,
  FlagUsage,
  GroupAnswer,
  GroupedAnswer,
  GroupUnits,
  MetricAnswer,
  MetricComponent,
  MetricStatistics,
  MixedUnits,
  Moments,
  QuantileStatistics,
  RecentEvent,
  SeenOutcome,
  SurvivalStep,
  UnitValues,
  VariantLoss,
  VariantUnits,
} from './query/answers.ts'
