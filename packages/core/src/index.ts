export { SluiceError } from './errors.ts'
export { BPS, OPERATORS } from './ruleset.ts'
export type { Fault, SluiceErrorOptions } from './errors.ts'
export type { EvaluationContext } from './context.ts'
export type { JsonArray, JsonObject, JsonValue } from './json.ts'
export type { ErrorCode, Reason } from './reasons.ts'
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
