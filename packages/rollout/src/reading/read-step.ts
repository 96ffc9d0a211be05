import type { RolloutGuardrail, RolloutPlan, RolloutStep } from '../plan/plan.ts'
import { comparedShare, countedAllocations } from '../plan/allocation.ts'
import type { MeasuredMetric, Measurement, NoMeasurement } from './measurement.ts'
import { readGuardrail, type GuardrailReading } from './read-guardrail.ts'
import { countsFault, mixedFault, splitFault, watchSplit, type SplitWatch } from './split-watch.ts'

/** What a look at a monitored step says. */
export type StepFinding =
  | 'regression'
  /** The variants do not divide as planned, or units do not keep theirs. */
  | 'mismatch'
  | 'no_data'
  /** Data flows and says no harm, but it is not enough yet. */
  | 'collecting'
  /** Enough data, and it neither rules out the harm nor shows it. */
  | 'unclear'
  /** Enough data, and the harm is ruled out. */
  | 'clear'

/** A look at a monitored step: the finding, the sentence, and the numbers behind it. */
export interface StepReading {
  readonly finding: StepFinding
  readonly rule: string
  readonly guardrails: readonly GuardrailReading[]
  readonly split: SplitWatch
  /** The guardrail that was harmed. */
  readonly harmed?: string
  /** Whether it does not end by itself, as silence may, such as data that nobody may believe; people are told of it at once. */
  readonly isLasting?: true
}

/** Everything that a look is taken with. */
export interface Look {
  readonly plan: RolloutPlan
  readonly step: RolloutStep
  readonly measurement: Measurement | NoMeasurement
  readonly split: SplitWatch
  readonly elapsedMs: number
  /** Guardrails whose harm a person has decided to live with. */
  readonly dismissed: readonly string[]
}

/** Takes a look at a monitored step. What makes data useless comes before what it says, but for harm to be seen in it. */
export function readStep({
  plan,
  step,
  measurement,
  split,
  elapsedMs,
  dismissed,
}: Look): StepReading {
  const quiet = {
    ...split,
    controlQuietMs: split.controlQuietMs + elapsedMs,
    treatmentQuietMs: split.treatmentQuietMs + elapsedMs,
  }
  const none = (rule: string): StepReading => ({
    finding: 'no_data',
    rule,
    guardrails: [],
    split: quiet,
  })
  if ('fault' in measurement) return none(`There is no measurement: ${measurement.fault}`)
  const { units } = measurement
  if (!isCount(units.control) || !isCount(units.treatment) || !isCount(units.mixed ?? 0)) {
    return none(`The units are ${units.control} and ${units.treatment}, which are no counts.`)
  }
  const share = comparedShare(step.shareBps)
  const watched = watchSplit(split, units, share, elapsedMs)
  const guardrails = plan.guardrails.map((guardrail) =>
    readGuardrail(
      atLook(plan, guardrail),
      Object.hasOwn(measurement.metrics, guardrail.metric)
        ? measurement.metrics[guardrail.metric]
        : undefined,
      share,
    ),
  )
  const found = { guardrails, split: watched }
  const mismatch =
    splitFault(watched, share) ?? mixedFault(units) ?? apartFault(plan, measurement, share)
  const harms = plan.guardrails
    .filter(
      ({ metric }, index) => guardrails[index]?.finding === 'harmed' && !dismissed.includes(metric),
    )
    .toSorted(
      (left, right) =>
        Number(right.onRegression === 'roll_back') - Number(left.onRegression === 'roll_back'),
    )
  const [worst] = harms
  const harmed =
    measurement.suspect === undefined
      ? worst
      : harms.find(({ metric }) => isApart(measurement, metric))
  const regression = harmed && {
    ...found,
    finding: 'regression' as const,
    harmed: harmed.metric,
    rule: harmRule(harmed),
  }
  if (measurement.suspect !== undefined) {
    // What counts other people is none of theirs who are made up.
    if (regression !== undefined) return { ...regression, split: quiet }
    const seen = worst === undefined ? '' : ` As it came, ${harmRule(worst)}`
    // Nothing of it is remembered either.
    return {
      ...found,
      split: quiet,
      finding: 'no_data',
      isLasting: true,
      rule: `The data is suspect: ${measurement.suspect}${seen}`,
    }
  }
  // Where units are missing in one variant, so may be their crashes: harm seen all the same is harm.
  if (regression !== undefined) return regression
  const doubted = guardrails.find(
    ({ finding, metric }) => finding === 'suspect' && !dismissed.includes(metric),
  )
  if (doubted !== undefined) {
    return {
      ...found,
      finding: 'no_data',
      isLasting: true,
      rule: `The data is suspect: ${doubted.because ?? doubted.metric}`,
    }
  }
  if (mismatch !== undefined) return { ...found, finding: 'mismatch', rule: mismatch }
  const unreadable = guardrails
    .filter(({ finding }) => finding === 'unreadable')
    .toSorted(
      (left, right) =>
        Number(isLasting(measurement, right.metric)) - Number(isLasting(measurement, left.metric)),
    )[0]
  if (unreadable !== undefined) {
    return {
      ...found,
      finding: 'no_data',
      rule: unreadable.because ?? `${unreadable.metric} cannot be read.`,
      ...(isLasting(measurement, unreadable.metric) && { isLasting: true }),
    }
  }
  const missingUnits = unitsFault(split, units)
  if (missingUnits !== undefined) return { ...found, finding: 'no_data', rule: missingUnits }
  const quietMs = Math.max(watched.controlQuietMs, watched.treatmentQuietMs)
  if (quietMs >= plan.silenceMs) {
    const which = watched.controlQuietMs >= watched.treatmentQuietMs ? 'control' : 'treatment'
    return {
      ...found,
      finding: 'no_data',
      rule: `No new unit has met the ${which} for ${minutes(quietMs)}.`,
    }
  }
  const fewest = Math.min(units.control, units.treatment)
  const missing = guardrails.find(({ finding }) => finding === 'too_little')
  if (fewest < step.minUnitsPerVariant || missing !== undefined) {
    const rule =
      fewest < step.minUnitsPerVariant
        ? `The smaller variant has ${fewest} of the ${step.minUnitsPerVariant} units that "${step.name}" asks for.`
        : (missing?.because ?? '')
    return { ...found, finding: 'collecting', rule }
  }
  const open = guardrails.find(
    ({ finding, metric }) => finding === 'unclear' && !dismissed.includes(metric),
  )
  if (open !== undefined) {
    return {
      ...found,
      finding: 'unclear',
      rule: `It is not ruled out yet that ${open.metric} is worse.`,
    }
  }
  return { ...found, finding: 'clear', rule: clearRule(guardrails, dismissed) }
}

/** Whether a guardrail of a step is harmed by what was measured: whoever measures then looks closer. */
export function isHarmed(
  plan: RolloutPlan,
  step: RolloutStep,
  guardrail: RolloutGuardrail,
  measured: MeasuredMetric,
): boolean {
  const share = comparedShare(step.shareBps)
  return readGuardrail(atLook(plan, guardrail), measured, share).finding === 'harmed'
}

/** Each time that a plan counts anew has its part of alpha. */
function atLook(plan: RolloutPlan, guardrail: RolloutGuardrail): RolloutGuardrail {
  return { ...guardrail, alpha: guardrail.alpha / countedAllocations(plan.steps) }
}

/** What a person has decided to live with is not ruled out, and the log must not say so. */
function clearRule(guardrails: readonly GuardrailReading[], dismissed: readonly string[]): string {
  const accepted = guardrails.filter(
    ({ finding, metric }) => finding !== 'clear' && dismissed.includes(metric),
  )
  if (accepted.length === 0) return 'Harm is ruled out for every guardrail.'
  const told = accepted.map(({ metric, finding }) =>
    finding === 'harmed'
      ? `${metric} is worse than the control, and a person lives with it.`
      : `It is not ruled out that ${metric} is worse, and a person lives with it.`,
  )
  if (accepted.length < guardrails.length) {
    told.push('Harm is ruled out for every other guardrail.')
  }
  return told.join(' ')
}

function harmRule({ metric, marginRelative }: RolloutPlan['guardrails'][number]): string {
  const beyond =
    marginRelative === 0 ? 'beyond chance' : `by more than its margin of ${percent(marginRelative)}`
  return `${metric} is worse than the control, ${beyond}.`
}

function isLasting({ metrics }: Measurement, metric: string): boolean {
  const reading = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined
  return reading !== undefined && 'fault' in reading && reading.isLasting === true
}

function isApart({ metrics }: Measurement, metric: string): boolean {
  const reading = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined
  return reading !== undefined && !('fault' in reading) && reading.isApart === true
}

/** Says which guardrail counts people of its own who do not divide as planned. */
function apartFault(
  { guardrails }: RolloutPlan,
  { metrics }: Measurement,
  treatmentShare: number,
): string | undefined {
  for (const { metric } of guardrails) {
    const reading = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined
    if (reading === undefined || 'fault' in reading || reading.isApart !== true) continue
    const fault = countsFault(reading.control.n, reading.treatment.n, treatmentShare)
    if (fault !== undefined) return `Of those whom ${metric} counts: ${fault}`
  }
  return undefined
}

/** What is missing where there were units, or where there should be some. */
function unitsFault(before: SplitWatch, units: Measurement['units']): string | undefined {
  for (const variant of ['control', 'treatment'] as const) {
    if (units[variant] === 0) return `Nobody has met the ${variant} yet.`
    if (units[variant] < before[variant]) {
      return `There were ${before[variant]} units of the ${variant}, and now there are ${units[variant]}: events are missing.`
    }
  }
  return undefined
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`
}

function minutes(ms: number): string {
  return `${Math.round(ms / 6_000) / 10} min`
}
