import type { JsonObject, JsonValue } from '../json.ts'
import type { Experiment, ExperimentRun } from '../experiments.ts'
import type { Metric } from '../metrics.ts'
import { isRecord, mapRecord } from '../records.ts'
import type { Attribute, Flag, Rule, Ruleset, Serve, Variant } from '../ruleset.ts'
import { BPS } from '../ruleset.ts'
import type { ExperimentDocument } from './experiment-schema.ts'
import type { FlagDocument, VariantDocument } from './flag-schema.ts'
import type { RuleDocument } from './rule-schema.ts'
import type { RulesetDocument } from './ruleset-schema.ts'

/** What experiments are decided with, unless they say otherwise. */
export const DEFAULT_ALPHA = 0.05
export const DEFAULT_POWER = 0.8

/** What a service adds to a flag. */
export interface ServiceFields {
  readonly version?: number
  readonly allocationVersion?: number
  readonly rolledBack?: boolean
}

/** A document that is known to be valid, with what a service may have added. */
export type ValidDocument = Omit<RulesetDocument, 'flags' | 'experiments'> & {
  readonly version?: number
  readonly flags?: Readonly<Record<string, FlagDocument & ServiceFields>> | undefined
  readonly experiments?:
    | Readonly<Record<string, ExperimentDocument & { readonly run?: ExperimentRun }>>
    | undefined
}

/** Fills in every default of a valid document. */
export function normalise(document: ValidDocument): Ruleset {
  return {
    schemaVersion: 1,
    version: document.version ?? 0,
    attributes: mapRecord(document.attributes ?? {}, (attribute) => ({
      type: attribute.type,
      ...present('description', attribute.description),
      stored: attribute.stored ?? false,
      unit: attribute.unit ?? false,
      sensitive: attribute.sensitive ?? false,
    })) satisfies Record<string, Attribute>,
    segments: mapRecord(
      document.segments ?? {},
      (segment) => segment as Ruleset['segments'][string],
    ),
    layers: mapRecord(document.layers ?? {}, (layer, name) => ({
      salt: layer.salt ?? `layer:${name}`,
      ...present('description', layer.description),
    })),
    holdouts: mapRecord(document.holdouts ?? {}, (holdout, name) => ({
      salt: holdout.salt ?? `holdout:${name}`,
      shareBps: holdout.shareBps,
      ...present('description', holdout.description),
    })),
    metrics: mapRecord(document.metrics ?? {}, (metric) => metric as Metric),
    experiments: mapRecord(document.experiments ?? {}, normaliseExperiment),
    rollouts: reserved(document.rollouts),
    flags: mapRecord(document.flags ?? {}, normaliseFlag),
  }
}

function normaliseFlag(flag: FlagDocument & ServiceFields, key: string): Flag {
  const kind = flag.kind ?? 'release'
  const type = flag.type ?? 'boolean'
  const variants: Record<string, VariantDocument> = flag.variants ?? { on: true, off: false }
  return {
    kind,
    type,
    ...present('title', flag.title),
    ...present('description', flag.description),
    ...present('designUrl', flag.designUrl),
    ...present('owner', flag.owner),
    tags: flag.tags ?? [],
    ...present('sunsetOn', flag.sunsetOn),
    variants: mapRecord(variants, normaliseVariant),
    defaultVariant: flag.defaultVariant ?? 'off',
    enabled: flag.enabled ?? true,
    serverOnly: flag.serverOnly ?? false,
    overridable: flag.overridable ?? true,
    archived: flag.archived ?? false,
    stability: flag.stability ?? defaultStability(kind),
    exposure: {
      policy: flag.exposure?.policy ?? defaultPolicy(kind),
      sampleBps: flag.exposure?.sampleBps ?? BPS,
    },
    prerequisites: (flag.prerequisites ?? []).map(({ flag: required, variants: served }) => ({
      flag: required,
      variants: served,
    })),
    rules: (flag.rules ?? []).map((rule) => normaliseRule(rule, key)),
    ...present('version', flag.version),
    ...present('allocationVersion', flag.allocationVersion),
    ...present('rolledBack', flag.rolledBack),
  }
}

function normaliseExperiment(
  experiment: ExperimentDocument & { readonly run?: ExperimentRun },
): Experiment {
  const { tags, guardrails, secondary, segments, covariates, alpha, power, exclusions } = experiment
  return {
    ...(experiment as Experiment),
    tags: tags ?? [],
    guardrails: (guardrails ?? []) as Experiment['guardrails'],
    secondary: secondary ?? [],
    segments: segments ?? [],
    covariates: covariates ?? [],
    alpha: alpha ?? DEFAULT_ALPHA,
    power: power ?? DEFAULT_POWER,
    exclusions: exclusions ?? [],
  }
}

/** When a new value may reach the screen, unless the flag says otherwise. */
export function defaultStability(kind: Flag['kind']): Flag['stability'] {
  return kind === 'experiment' ? 'session' : 'live'
}

/** What is recorded as an exposure, unless the flag says otherwise. */
export function defaultPolicy(kind: Flag['kind']): Flag['exposure']['policy'] {
  return kind === 'experiment' || kind === 'release' ? 'commit' : 'off'
}

/** Tells the long form `{ value, title, description }` from a bare value: it has a `value`. */
export function isLongVariant(
  variant: unknown,
): variant is { value: JsonValue; title?: string; description?: string } {
  return isRecord(variant) && Object.hasOwn(variant, 'value')
}

function normaliseVariant(variant: VariantDocument): Variant {
  if (!isLongVariant(variant)) return { value: variant as JsonValue }
  const { value, title, description } = variant
  return { value, ...present('title', title), ...present('description', description) }
}

function normaliseRule(rule: RuleDocument, key: string): Rule {
  const { startsAt, endsAt } = rule.window ?? {}
  return {
    id: rule.id,
    ...present('description', rule.description),
    ...present('when', rule.when as Rule['when']),
    ...(rule.window && {
      window: { ...present('startsAt', startsAt), ...present('endsAt', endsAt) },
    }),
    serve: normaliseServe(rule.serve, key),
  }
}

function normaliseServe(serve: RuleDocument['serve'], key: string): Serve {
  if (!('split' in serve)) return { variant: serve.variant }
  const { split, coverageBps, by, salt, layer, holdout } = serve
  return {
    split: split.map(({ variant, weightBps }) => ({ variant, weightBps })),
    coverageBps: coverageBps ?? BPS,
    by: by ?? 'targetingKey',
    salt: salt ?? key,
    bucketing: { algorithm: 'murmur3_32' },
    ...(layer && { layer: { name: layer.name, fromBps: layer.fromBps, toBps: layer.toBps } }),
    ...present('holdout', holdout),
  }
}

function reserved(value: unknown): JsonObject {
  return mapRecord((value ?? {}) as JsonObject, (item) => item)
}

/** Leaves a property out instead of setting it to `undefined`. */
function present<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
}
