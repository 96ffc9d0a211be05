export { boundaryOf, bucketOf, BUCKETS, rangesOf, seedOf } from './bucketing.ts'
export { compile } from './compile.ts'
export { isUnresolved, toDetails } from './details.ts'
export { SluiceError } from './errors.ts'
export { eventAttributesOf } from './events/event-attributes.ts'
export { EVENT_LIMITS } from './events/limits.ts'
export { faultAt, formatPath } from './fault-path.ts'
export { experimentStatus, OPT_OUT_ATTRIBUTE } from './experiments.ts'
export { VITALS, vitalOutcome } from './metrics.ts'
export { murmur3 } from './murmur3.ts'
export { BPS, OPERATORS } from './ruleset.ts'
export { stampVersions } from './stamp-versions.ts'
export { existsForClients, toClientOfrep } from './wire/client-answer.ts'
export { backoffMs, earliestTry, isRefusal, patience, slowMs, spreadMs } from './wire/pace.ts'
export {
  EPOCH_HEADER,
  EVENT_ATTRIBUTES_HEADER,
  EVENT_UNITS_HEADER,
  GRANT_HEADER,
  RECEIPT_HEADER,
  RULESET_VERSION_HEADER,
} from './wire/headers.ts'
export { toOfrep } from './wire/ofrep.ts'
export { parseBulkResponse, parseStreamMessage } from './wire/parse-bulk-response.ts'
export { parseFlag } from './wire/parse-flag.ts'
export type { VariantRange } from './bucketing.ts'
export type { CompiledRuleset, CompileOptions } from './compile.ts'
export type { EvaluateTogether } from './together.ts'
export type { DetailsSource } from './details.ts'
export type {
  BucketTrace,
  ConditionOutcome,
  ConditionTrace,
  Decision,
  Explanation,
  HoldoutTrace,
  LayerTrace,
  PrerequisiteTrace,
  RangeTrace,
  RuleBecause,
  RuleTrace,
  SplitTrace,
} from './explanation.ts'
export type { Fault, SluiceErrorOptions } from './errors.ts'
export type { EvaluationContext } from './context.ts'
export type { EventAttributes } from './events/event-attributes.ts'
export type {
  CrashEvent,
  DroppedEvent,
  DroppedExposures,
  DropReason,
  EventBase,
  EventBatch,
  EventBatchAnswer,
  EventRefusal,
  EventValue,
  ExposureEvent,
  ExposurePhase,
  OutcomeEvent,
  SluiceEvent,
  UsageEvent,
} from './events/event.ts'
export type { JsonArray, JsonObject, JsonValue } from './json.ts'
export type {
  Experiment,
  ExperimentGuardrail,
  ExperimentRun,
  ExperimentStatus,
  ExperimentStopping,
} from './experiments.ts'
export type {
  EventMetric,
  Metric,
  MetricBase,
  MetricDirection,
  MetricKind,
  MetricMeasure,
  MetricSource,
  PrometheusMetric,
  QuantileMetric,
  RatioMetric,
  RetentionMetric,
  TimeMetric,
  UnitMetric,
  Vital,
  Winsorize,
} from './metrics.ts'
export type { RegexEngine } from './operators/operator.ts'
export type { ErrorCode, Reason } from './reasons.ts'
export type { StampOptions } from './stamp-versions.ts'
export type {
  OfrepBulkResponse,
  OfrepEventStream,
  OfrepFailure,
  OfrepFlag,
  OfrepStreamMessage,
} from './wire/ofrep.ts'
export type { Outage } from './wire/pace.ts'
export type { ParsedBulk } from './wire/parse-bulk-response.ts'
export type {
  Attribute,
  AttributeCondition,
  Bucketing,
  Condition,
  ExposurePolicy,
  ExposureSettings,
  Flag,
  FlagKind,
  FlagType,
  Holdout,
  Layer,
  LayerSlot,
  Operator,
  Prerequisite,
  Rule,
  Ruleset,
  Segment,
  Serve,
  Split,
  Stability,
  Variant,
  WeightedVariant,
  Window,
} from './ruleset.ts'
export type {
  Evaluation,
  EvaluationDetails,
  EvaluationMetadata,
  Resolved,
  Unresolved,
} from './evaluation.ts'
