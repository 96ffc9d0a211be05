import {
  BPS,
  type ExperimentStopping,
  type JsonObject,
  type Metric,
  type Ruleset,
} from '@sluice/core'
import {
  checkPlan,
  planHash,
  StatsError,
  type AnalysisPlan,
  type StoppingRule,
} from '@sluice/stats'
import { HttpError } from '../http/http-error.ts'
import { isUnitMetric, statisticsKind } from '../measure/metric-question.ts'
import type { FoundExperiment } from './find-experiment.ts'

/**
 * A metric that is read apart from those of units: a quantile, a time, or one from outside. It
 * decides nothing.
 */
export interface ApartPlan {
  readonly key: string
  readonly role: 'secondary'
}

/** All that decides an experiment, as it is sealed: the plan with what it refers to. */
export interface SealedPlan extends AnalysisPlan {
  readonly flag: string
  readonly rule: string
  /** The unit that is split and counted. */
  readonly unit: string
  readonly layer?: string
  readonly holdout?: string
  readonly weeks: number
  readonly covariates: readonly string[]
  readonly apart: readonly ApartPlan[]
  /** Every metric that is named, as it was defined. */
  readonly definitions: Readonly<Record<string, Metric>>
}

const WEEK_MS = 7 * 86_400_000

/** Who opted out is in no experiment, which every plan says. */
const OPTED_OUT = 'People who opted out of experiments.'

/** Writes the plan of an experiment, as its ruleset has it now. */
export function planOf(ruleset: Ruleset, found: FoundExperiment): SealedPlan {
  const { key, experiment, split } = found
  const { primary, secondary, guardrails, stopping, segments, covariates } = experiment
  const metric = (name: string): Metric => {
    const own = Object.hasOwn(ruleset.metrics, name) ? ruleset.metrics[name] : undefined
    if (own !== undefined) return own
    throw new HttpError('INVALID_EXPERIMENT', `There is no metric "${name}".`, { status: 422 })
  }
  const measured = (name: string) => {
    const own = metric(name)
    if (!isUnitMetric(own)) return []
    const { direction, minimumEffect } = own
    const kind = statisticsKind(own)
    return [
      {
        key: name,
        kind,
        direction,
        // Written down, so that the data does not decide by what it is adjusted.
        ...('covariateMs' in own && own.covariateMs !== undefined && { test: 'cuped' as const }),
        ...(minimumEffect !== undefined && { minimumEffect }),
      },
    ]
  }
  const guarded = (name: string) => {
    const own = metric(name)
    if (own.kind !== 'prometheus' || own.total === undefined) return measured(name)
    return [{ key: name, kind: 'rate' as const, direction: own.direction, isOutside: true }]
  }
  const names = [
    ...primary,
    ...secondary,
    ...guardrails.map(({ metric: name }) => name),
    ...covariates.filter((name) => Object.hasOwn(ruleset.metrics, name)),
  ]
  const comparisons = primary.length * (split.split.length - 1)
  const byLook = stopping.kind === 'group_sequential' && comparisons > 1
  const { correction = byLook ? 'bonferroni' : 'holm' } = experiment
  const apart = secondary
    .filter((name) => !isUnitMetric(metric(name)))
    .map((name): ApartPlan => ({ key: name, role: 'secondary' }))
  return {
    experiment: key,
    hypothesis: experiment.hypothesis,
    control: experiment.control,
    variants: split.split.map(({ variant, weightBps }) => ({
      key: variant,
      share: weightBps / BPS,
    })),
    primary: primary.flatMap(measured),
    guardrails: guardrails.flatMap(({ metric: name, margin = metric(name).margin ?? 0, alpha }) =>
      guarded(name).map((one) => ({ ...one, margin, ...(alpha !== undefined && { alpha }) })),
    ),
    secondary: secondary.flatMap(measured),
    alpha: experiment.alpha,
    power: experiment.power,
    correction,
    stopping: ruleOf(stopping, experiment.weeks),
    segments,
    exclusions: [...experiment.exclusions, OPTED_OUT],
    flag: experiment.flag,
    rule: experiment.rule,
    unit: split.by,
    ...(split.layer !== undefined && { layer: split.layer.name }),
    ...(split.holdout !== undefined && { holdout: split.holdout }),
    weeks: experiment.weeks,
    covariates,
    apart,
    definitions: Object.fromEntries([...new Set(names)].map((name) => [name, metric(name)])),
  }
}

function ruleOf(stopping: ExperimentStopping, weeks: number): StoppingRule {
  if (stopping.kind !== 'fixed') return stopping
  const { afterWeeks = false, ...fixed } = stopping
  return afterWeeks ? { ...fixed, notBeforeMs: weeks * WEEK_MS } : fixed
}

/**
 * Refuses a plan that cannot be carried out.
 *
 * @returns its hash
 * @throws HttpError `INVALID_EXPERIMENT`, status 422, with what is wrong
 */
export function hashOf(plan: SealedPlan): string {
  try {
    checkPlan(plan)
    return planHash(plan)
  } catch (error) {
    if (!(error instanceof StatsError)) throw error
    throw new HttpError('INVALID_EXPERIMENT', error.message, { status: 422, cause: error })
  }
}

/** A sealed plan as it was stored; this release wrote it, or one before it. */
export function sealedPlan(stored: JsonObject): SealedPlan {
  return stored as unknown as SealedPlan
}
