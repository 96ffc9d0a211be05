import { compareRates } from '../rates/compare-rates.ts'
import type { SrmResult } from '../srm/fixed.ts'
import { srmTest } from '../srm/fixed.ts'
import type { SequentialSrmResult } from '../srm/sequential.ts'
import { srmSequential } from '../srm/sequential.ts'
import { byName } from './by-name.ts'
import type { AnalysisData, ByVariant } from './data.ts'
import type { Diagnosis } from './diagnosis.ts'
import { diagnose } from './diagnosis.ts'
import type { AnalysisPlan, MetricPlan } from './plan.ts'
import type { Refusal } from './refusal.ts'
import { isRefusal, orRefusal } from './refusal.ts'

/** Below this p a difference in loss between variants is taken as real. */
const LOSS_ALPHA = 0.001
/** From this share of units in several variants on, they are more than an accident. */
const SEVERAL_SHARE = 0.01

/** Units without a value, or lost on the way, compared with the control. */
export interface LossRow {
  /** A metric, or `exposure` for units that were assigned and never exposed. */
  readonly of: string
  readonly variant: string
  /** Shares in [0, 1]. */
  readonly controlShare: number
  readonly share: number
  readonly p: number
  readonly isDifferent: boolean
}

/** Whether the data can be trusted, before anything is read from it. */
export interface Health {
  /** `broken`: nothing that follows can be trusted. `warning`: read on with care. */
  readonly status: 'good' | 'warning' | 'broken'
  /** Valid when looked at once. */
  readonly srm: SrmResult | Refusal
  /** Valid at every look; decides. */
  readonly srmSequential: SequentialSrmResult
  readonly severalVariants: { readonly units: number; readonly share: number }
  /** Losses that could be compared. */
  readonly losses: readonly LossRow[]
  readonly diagnosis: readonly Diagnosis[]
  /** What is wrong, a sentence each. */
  readonly problems: readonly string[]
}

/** Looks for everything that would make a comparison meaningless. */
export function checkHealth(plan: AnalysisPlan, data: AnalysisData): Health {
  const shares = plan.variants.map(({ share }) => share)
  const counts = (units: ByVariant<number>): number[] =>
    plan.variants.map(({ key }) => units[key] ?? 0)
  const srm = orRefusal(() => srmTest(counts(data.units), shares))
  const sequential = srmSequential([...looksOf(plan, data), counts(data.units)], shares)
  const total = counts(data.units).reduce((sum, count) => sum + count, 0)
  const several = data.unitsInSeveralVariants ?? 0
  const severalVariants = { units: several, share: several === 0 ? 0 : several / (total + several) }
  const losses = lossesOf(plan, data)
  const strangers = Object.keys(data.units).filter((key) => isStranger(plan, data, key))
  const isMismatch =
    sequential.isMismatch || (!isRefusal(srm) && srm.unexpected.length > 0) || strangers.length > 0
  const overfull = overfullOf(plan, data)
  const isMixed = severalVariants.share >= SEVERAL_SHARE
  const different = losses.filter(({ isDifferent }) => isDifferent)
  const problems = [
    ...strangers
      .toSorted()
      .map(
        (key) =>
          `${data.units[key]} units were exposed to "${key}", which is no variant of the plan.`,
      ),
    ...(isMismatch && strangers.length === 0
      ? [
          `The exposed units do not divide as planned: ${counts(data.units).join(', ')} for shares of ${shares.join(', ')}.`,
        ]
      : []),
    ...overfull.map(
      ({ metric, variant, n, exposed }) =>
        `${metric} has ${n} units in "${variant}", and ${exposed} were exposed.`,
    ),
    ...(isMixed ? [`${several} units were exposed to more than one variant.`] : []),
    ...different.map(
      ({ of, variant, controlShare, share }) =>
        `${percent(share)} of the units of "${variant}" are missing in ${of}, and ${percent(controlShare)} of the control's.`,
    ),
  ]
  return {
    status:
      isMismatch || isMixed || overfull.length > 0
        ? 'broken'
        : different.length > 0
          ? 'warning'
          : 'good',
    srm,
    srmSequential: sequential,
    severalVariants,
    losses,
    diagnosis: diagnose(plan, data, { isMismatch, isMixed, hasLoss: different.length > 0 }),
    problems,
  }
}

/** Metrics that were measured of more units than were exposed. */
function overfullOf(
  plan: AnalysisPlan,
  data: AnalysisData,
): { metric: string; variant: string; n: number; exposed: number }[] {
  return metricsOf(plan).flatMap(({ key: metric }) =>
    plan.variants.flatMap(({ key: variant }) => {
      const n = data.metrics[metric]?.[variant]?.n ?? 0
      const exposed = data.units[variant] ?? 0
      return n > exposed ? [{ metric, variant, n, exposed }] : []
    }),
  )
}

/** Every metric that the plan names. */
function metricsOf({ primary, guardrails = [], secondary = [] }: AnalysisPlan): MetricPlan[] {
  return [...primary, ...guardrails, ...secondary]
}

/** A variant that the plan does not know has a share of 0, and units all the same. */
function isStranger({ variants }: AnalysisPlan, { units }: AnalysisData, variant: string): boolean {
  return (units[variant] as number) > 0 && !variants.some(({ key }) => key === variant)
}

/** Cumulative counts at the end of each day but the last, which the whole is. */
function looksOf(plan: AnalysisPlan, { days = [] }: AnalysisData): number[][] {
  let sums = plan.variants.map(() => 0)
  return days.slice(0, -1).map(({ units }) => {
    sums = sums.map((sum, index) => sum + (units[plan.variants[index]?.key ?? ''] ?? 0))
    return sums
  })
}

function lossesOf(plan: AnalysisPlan, data: AnalysisData): LossRow[] {
  const rows: LossRow[] = []
  for (const { key } of plan.variants) {
    if (key === plan.control) continue
    if (data.assigned !== undefined) {
      const { assigned } = data
      const lost = (variant: string): number =>
        (assigned[variant] ?? 0) - (data.units[variant] ?? 0)
      rows.push(
        ...lossRow('exposure', key, plan.control, lost, (variant) => assigned[variant] ?? 0),
      )
    }
    for (const [metric, missing] of Object.entries(missingOf(plan, data)).toSorted(byName)) {
      rows.push(
        ...lossRow(
          metric,
          key,
          plan.control,
          (variant) => missing[variant] ?? 0,
          (variant) => data.units[variant] ?? 0,
        ),
      )
    }
  }
  return rows
}

/** Units without a value: as they were counted, else those that a planned metric leaves out. */
function missingOf(plan: AnalysisPlan, data: AnalysisData): Record<string, ByVariant<number>> {
  const result: Record<string, ByVariant<number>> = {}
  for (const { key } of metricsOf(plan)) {
    const left = plan.variants
      .filter((variant) => variant.share > 0)
      .map((variant) => {
        const all = data.units[variant.key] ?? 0
        return [variant.key, all - (data.metrics[key]?.[variant.key]?.n ?? NaN)] as const
      })
    if (left.every(([, units]) => Number.isSafeInteger(units) && units >= 0)) {
      result[key] = Object.fromEntries(left)
    }
  }
  return { ...result, ...data.missing }
}

function lossRow(
  of: string,
  variant: string,
  control: string,
  lost: (variant: string) => number,
  all: (variant: string) => number,
): LossRow[] {
  const compared = orRefusal(() =>
    compareRates(
      { successes: lost(control), n: all(control) },
      { successes: lost(variant), n: all(variant) },
    ),
  )
  if (isRefusal(compared)) return []
  const { p } = compared
  const shareOf = (key: string): number => lost(key) / all(key)
  return [
    {
      of,
      variant,
      controlShare: shareOf(control),
      share: shareOf(variant),
      p,
      isDifferent: p <= LOSS_ALPHA,
    },
  ]
}

function percent(share: number): string {
  return `${(share * 100).toPrecision(3)} %`
}
