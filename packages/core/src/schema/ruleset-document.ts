import type { Experiment } from '../experiments.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import type { Flag, Rule, Ruleset, Variant } from '../ruleset.ts'
import { BPS } from '../ruleset.ts'
import { DEFAULT_ALPHA, DEFAULT_POWER, defaultPolicy, defaultStability } from './normalise.ts'

/**
 * Writes the smallest document that parses to a ruleset: defaults and what a
 * service sets are left out, values are bare where they may be.
 */
export function rulesetDocument(ruleset: Ruleset): JsonObject {
  return small({
    schemaVersion: 1,
    attributes: filled(ruleset.attributes, ({ type, description, stored, unit, sensitive }) =>
      small({
        type,
        description,
        stored: unless(stored, false),
        unit: unless(unit, false),
        sensitive: unless(sensitive, false),
      }),
    ),
    segments: filled(ruleset.segments, (segment) => segment as unknown as JsonObject),
    layers: filled(ruleset.layers, ({ salt, description }, name) =>
      small({ salt: unless(salt, `layer:${name}`), description }),
    ),
    holdouts: filled(ruleset.holdouts, ({ salt, shareBps, description }, name) =>
      small({ salt: unless(salt, `holdout:${name}`), shareBps, description }),
    ),
    metrics: filled(ruleset.metrics, (metric) => metric as unknown as JsonObject),
    experiments: filled(ruleset.experiments, writeExperiment),
    flags: filled(ruleset.flags, writeFlag),
  })
}

function writeExperiment(experiment: Experiment): JsonObject {
  const {
    run: _run,
    tags,
    guardrails,
    secondary,
    segments,
    covariates,
    exclusions,
    ...rest
  } = experiment
  const { alpha, power, ...others } = rest as unknown as JsonObject
  return small({
    ...others,
    tags: filledList(tags),
    guardrails: filledList(guardrails.map((one) => small({ ...one }))),
    secondary: filledList(secondary),
    segments: filledList(segments),
    covariates: filledList(covariates),
    exclusions: filledList(exclusions),
    alpha: unless(alpha, DEFAULT_ALPHA),
    power: unless(power, DEFAULT_POWER),
  })
}

function writeFlag(flag: Flag, key: string): JsonObject {
  const { kind, type, exposure } = flag
  const plain = hasPlainVariants(flag)
  return small({
    kind: unless(kind, 'release'),
    type: unless(type, 'boolean'),
    title: flag.title,
    description: flag.description,
    designUrl: flag.designUrl,
    owner: flag.owner,
    tags: filledList(flag.tags),
    sunsetOn: flag.sunsetOn,
    variants: plain ? undefined : filled(flag.variants, (variant) => writeVariant(variant)),
    defaultVariant: plain ? unless(flag.defaultVariant, 'off') : flag.defaultVariant,
    enabled: unless(flag.enabled, true),
    serverOnly: unless(flag.serverOnly, false),
    overridable: unless(flag.overridable, true),
    archived: unless(flag.archived, false),
    stability: unless(flag.stability, defaultStability(kind)),
    exposure: filledObject({
      policy: unless(exposure.policy, defaultPolicy(kind)),
      sampleBps: unless(exposure.sampleBps, BPS),
    }),
    prerequisites: filledList(flag.prerequisites.map((one) => ({ ...one }))),
    rules: filledList(flag.rules.map((rule) => writeRule(rule, key))),
  })
}

function hasPlainVariants({ type, variants }: Flag): boolean {
  const names = Object.keys(variants)
  return (
    type === 'boolean' &&
    names.join() === 'on,off' &&
    isPlain(variants['on'], true) &&
    isPlain(variants['off'], false)
  )
}

function isPlain(variant: Variant | undefined, value: boolean): boolean {
  return variant?.value === value && Object.keys(variant).length === 1
}

function writeVariant({ value, title, description }: Variant): JsonValue {
  const bare =
    title === undefined &&
    description === undefined &&
    !(typeof value === 'object' && value !== null && 'value' in value)
  return bare ? value : small({ value, title, description })
}

function writeRule(rule: Rule, key: string): JsonObject {
  const { id, description, when, window, serve } = rule
  return small({
    id,
    description,
    when: when as JsonValue | undefined,
    window: window && { ...window },
    serve:
      'split' in serve
        ? small({
            split: serve.split.map((share) => ({ ...share })),
            coverageBps: unless(serve.coverageBps, BPS),
            by: unless(serve.by, 'targetingKey'),
            salt: unless(serve.salt, key),
            layer: serve.layer && { ...serve.layer },
            holdout: serve.holdout,
          })
        : { variant: serve.variant },
  })
}

function unless<T>(value: T, byDefault: T): T | undefined {
  return value === byDefault ? undefined : value
}

function small(object: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as JsonObject
}

function filledObject(
  object: Readonly<Record<string, JsonValue | undefined>>,
): JsonObject | undefined {
  const written = small(object)
  return Object.keys(written).length === 0 ? undefined : written
}

function filledList(list: readonly JsonValue[]): readonly JsonValue[] | undefined {
  return list.length === 0 ? undefined : list
}

function filled<T>(
  record: Readonly<Record<string, T>>,
  write: (value: T, key: string) => JsonValue,
): JsonObject | undefined {
  const entries = Object.entries(record).map(([key, value]) => [key, write(value, key)] as const)
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
