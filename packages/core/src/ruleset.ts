import type { Experiment } from './experiments.ts'
import type { JsonObject, JsonValue } from './json.ts'
import type { Metric } from './metrics.ts'

/** All basis points: a share of 1 is 10 000. */
export const BPS = 10_000

/** What a flag is for; decides its defaults for stability and exposure. */
export type FlagKind = 'release' | 'experiment' | 'permission' | 'kill_switch'

/** The type that every variant's value has. */
export type FlagType = 'boolean' | 'string' | 'number' | 'object'

/** When a new value may reach the screen. */
export type Stability = 'live' | 'navigation' | 'session' | 'mount'

/** What has to happen on the screen before an exposure is recorded. */
export type ExposurePolicy = 'commit' | 'visible' | 'manual' | 'off'

/** A named group of units, as a condition. */
export type Segment = Condition

/**
 * A three-valued condition: a missing or mistyped attribute and an unknown
 * operator are *unknown*, and a rule whose condition is unknown does not match.
 */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly segment: string }
  | AttributeCondition

/** A test of one attribute. With several `values`, one that holds is enough, except for `between` and `includes_all`. */
export interface AttributeCondition {
  readonly attribute: string
  readonly op: Operator
  /** Absent for `exists` and `not_exists`. */
  readonly values?: readonly (string | number | boolean)[]
}

/** Every operator, grouped by what it compares. */
export const OPERATORS = [
  // equality and sets; scalars of any type, compared without conversion
  'equals',
  'not_equals',
  'in',
  'not_in',
  // text; `_ci` ignores case
  'equals_ci',
  'in_ci',
  'starts_with',
  'starts_with_ci',
  'ends_with',
  'ends_with_ci',
  'contains',
  'contains_ci',
  // linear-time regular expressions (RE2 syntax)
  'matches',
  // numbers
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
  // dates: epoch milliseconds or ISO 8601 with a zone
  'before',
  'after',
  // semantic versions 2.0.0; `semver_in_range` takes npm-style ranges
  'semver_eq',
  'semver_lt',
  'semver_lte',
  'semver_gt',
  'semver_gte',
  'semver_in_range',
  // IPv4 and IPv6 networks
  'in_cidr',
  // presence; never unknown
  'exists',
  'not_exists',
  // the attribute is a list
  'includes_any',
  'includes_all',
] as const

/** The name of a targeting operator. */
export type Operator = (typeof OPERATORS)[number]

/** One outcome of a flag. */
export interface Variant {
  readonly value: JsonValue
  readonly title?: string
  readonly description?: string
}

/** A half-open time window, epoch milliseconds: holds from `startsAt` until just before `endsAt`. */
export interface Window {
  readonly startsAt?: number
  readonly endsAt?: number
}

/** One variant's share of the bucket space. Weights of a split sum to 10 000. */
export interface WeightedVariant {
  readonly variant: string
  readonly weightBps: number
}

/** How a unit becomes a bucket. Data, so that imported flags keep people where they are. */
export interface Bucketing {
  readonly algorithm: 'murmur3_32'
}

/** A slot `[fromBps, toBps)` of a layer; slots of one layer never overlap. */
export interface LayerSlot {
  readonly name: string
  readonly fromBps: number
  readonly toBps: number
}

/** Units divided among variants by bucket. */
export interface Split {
  readonly split: readonly WeightedVariant[]
  /** Share of units that take part, in `[0, 10_000]`; the others go on to the next rule. */
  readonly coverageBps: number
  /** The attribute that holds the unit: `targetingKey`, `anonymousKey` or one declared with `unit: true`. */
  readonly by: string
  /** A new salt reshuffles everyone. */
  readonly salt: string
  readonly bucketing: Bucketing
  readonly layer?: LayerSlot
  readonly holdout?: string
}

/** What a rule serves to the units it includes. */
export type Serve = { readonly variant: string } | Split

/** Tried top-down; the first whose `when` and `window` hold and that includes the unit decides. */
export interface Rule {
  readonly id: string
  readonly description?: string
  readonly when?: Condition
  readonly window?: Window
  readonly serve: Serve
}

/** Another flag that has to serve one of the variants first. */
export interface Prerequisite {
  readonly flag: string
  readonly variants: readonly string[]
}

/** How a flag's exposures are recorded. */
export interface ExposureSettings {
  readonly policy: ExposurePolicy
  /** Share of units whose exposures are recorded, in `[0, 10_000]`. */
  readonly sampleBps: number
}

/** One point of decision, with every default filled in. */
export interface Flag {
  readonly kind: FlagKind
  readonly type: FlagType
  readonly title?: string
  readonly description?: string
  readonly designUrl?: string
  readonly owner?: string
  readonly tags: readonly string[]
  /** The day after which the flag counts as overdue for removal, `YYYY-MM-DD`. */
  readonly sunsetOn?: string
  readonly variants: Readonly<Record<string, Variant>>
  /** Served when the flag is off and when no rule matches. */
  readonly defaultVariant: string
  /** `false` is off, and for every kind, killed. */
  readonly enabled: boolean
  /** Does not exist for a client key. */
  readonly serverOnly: boolean
  readonly overridable: boolean
  /** Evaluates to not found; the key cannot be taken again. */
  readonly archived: boolean
  readonly stability: Stability
  readonly exposure: ExposureSettings
  readonly prerequisites: readonly Prerequisite[]
  readonly rules: readonly Rule[]
  /** Set by the service: the ruleset version that last changed what the flag can serve. */
  readonly version?: number
  /** Set by the service: the ruleset version that last changed variants, weights, salt, `by`, bucketing, layer slot or holdout. */
  readonly allocationVersion?: number
  /** Set by the service: the flag's latest change was a rollback, which pierces every stability contract. */
  readonly rolledBack?: boolean
}

/** A declared attribute of the evaluation context. */
export interface Attribute {
  readonly type: 'string' | 'number' | 'boolean' | 'date' | 'semver' | 'list'
  readonly description?: string
  /** Kept with events, for segments and covariates. */
  readonly stored: boolean
  /** May be split by; travels with events as a pseudonym. */
  readonly unit: boolean
  /** Redacted in logs, shares and storage. */
  readonly sensitive: boolean
}

/** Experiments that share units and exclude each other. */
export interface Layer {
  readonly salt: string
  readonly description?: string
}

/** Units kept back from several flags, to measure them together. */
export interface Holdout {
  readonly salt: string
  /** Share of units kept back, in `[0, 10_000]`. */
  readonly shareBps: number
  readonly description?: string
}

/**
 * All flags of one environment, parsed: every default is filled in, every
 * reference holds, and the records of names have no prototype.
 */
export interface Ruleset {
  readonly schemaVersion: 1
  /** Rises with every change; `0` for a document that no service has numbered. */
  readonly version: number
  readonly attributes: Readonly<Record<string, Attribute>>
  readonly segments: Readonly<Record<string, Segment>>
  readonly layers: Readonly<Record<string, Layer>>
  readonly holdouts: Readonly<Record<string, Holdout>>
  readonly metrics: Readonly<Record<string, Metric>>
  readonly experiments: Readonly<Record<string, Experiment>>
  readonly rollouts: JsonObject
  /** As a service publishes it: `false` where nothing but a grant may force a flag. */
  readonly overridable?: false
  readonly flags: Readonly<Record<string, Flag>>
}
