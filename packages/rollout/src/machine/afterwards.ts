import { clopperPearsonInterval, type MetricSummary } from '@sluice/stats'
import type { RolloutGuardrail, RolloutPlan } from '../plan/plan.ts'
import type { Measurement, NoMeasurement } from '../reading/measurement.ts'
import { readGuardrail, type GuardrailReading } from '../reading/read-guardrail.ts'
import type { Incident, RolloutState } from './state.ts'

/** Chance that a rate is beyond the most that it is said to be. */
const BOUND_ALPHA = 0.05

/**
 * The guardrails since the flag was restored, against the control from before.
 *
 * @param isOver - whether this is the last look: all that will be seen was seen
 */
export function afterwards(
  plan: RolloutPlan,
  { incident }: RolloutState,
  measurement: Measurement | NoMeasurement,
  isOver: boolean,
): readonly GuardrailReading[] {
  const baseline = incident?.baseline ?? {}
  return plan.guardrails
    .filter(({ metric }) =>
      incident?.metric === undefined ? Object.hasOwn(baseline, metric) : metric === incident.metric,
    )
    .map((guardrail) => {
      const { metric } = guardrail
      const unreadable = (because: string): GuardrailReading => ({
        metric,
        finding: 'unreadable',
        because,
      })
      if ('fault' in measurement) return unreadable(measurement.fault)
      const since = Object.hasOwn(measurement.metrics, metric)
        ? measurement.metrics[metric]
        : undefined
      const isApart = since !== undefined && 'isApart' in since && since.isApart === true
      // Who floods the events could make up a recovery as well as a harm.
      if (measurement.suspect !== undefined && !isApart) {
        return unreadable(`The data is suspect: ${measurement.suspect}`)
      }
      if (since === undefined || 'fault' in since) {
        return unreadable(`${metric} was not measured since.`)
      }
      const before = Object.hasOwn(baseline, metric) ? baseline[metric] : undefined
      if (before === undefined) return unreadable(`${metric} was not measured before.`)
      return readSince(guardrail, { before, since: since.treatment, incident, isOver })
    })
}

interface Seen {
  /** The control, when it was rolled back. */
  readonly before: MetricSummary
  readonly since: MetricSummary
  readonly incident: Incident | null
  readonly isOver: boolean
}

function readSince(guardrail: RolloutGuardrail, seen: Seen): GuardrailReading {
  const { before, since, incident, isOver } = seen
  const { metric } = guardrail
  const harmed = incident?.metric === metric ? incident.harmed : undefined
  if (since.n === 0 || before.n === 0) {
    const [whom, when] = since.n === 0 ? ['Nobody', 'since'] : ['Nobody with the control', 'before']
    const because = `${whom} was seen ${when}, so ${metric} says nothing.`
    return { metric, finding: 'too_little', because }
  }
  // Back is what rules out the harm that it was rolled back for.
  const mustRuleOutRelative = Math.max(guardrail.mustRuleOutRelative, incident?.harm ?? 0)
  const reading = compared({ ...guardrail, mustRuleOutRelative }, before, since)
  const because = countsText([
    [since, 'since'],
    [before, 'with the control before'],
    [harmed, 'with the treatment'],
  ])
  const told = { ...reading, ...(because !== undefined && { because }) }
  if (reading.finding !== 'unclear' && reading.finding !== 'too_little') return told
  // Too few had the control to say what it is. Less than the harm need not be as it was before.
  const isLess = harmed !== undefined && isBetter(guardrail, compared(guardrail, harmed, since))
  if (harmed !== undefined && !isLess) return told
  const isNoMore = isNoWorse(guardrail, reading, since)
  const couldBe = couldHaveBeen(guardrail, before, since)
  const isBack = isOver && (isLess ? isNoMore || couldBe : isNoMore && couldBe)
  if (isBack) return { ...told, finding: 'clear' }
  return isLess ? { ...told, finding: 'better' } : told
}

/** One time against another. Not drawn by chance: an event is of one of the two by how many units each has. */
function compared(
  guardrail: RolloutGuardrail,
  before: MetricSummary,
  after: MetricSummary,
): GuardrailReading {
  const share = after.n / (after.n + before.n)
  return readGuardrail(guardrail, { control: before, treatment: after }, share)
}

function isBetter({ direction }: RolloutGuardrail, { relative }: GuardrailReading): boolean {
  if (relative === undefined) return false
  const { low, high } = relative
  return direction === 'lower_is_better' ? high !== null && high < 0 : low > 0
}

function isNoWorse(
  { direction, marginRelative }: RolloutGuardrail,
  { relative }: GuardrailReading,
  since: MetricSummary,
): boolean {
  const isLower = direction === 'lower_is_better'
  const estimate = relative?.estimate ?? null
  // Where nothing happened before, no number says how much more there is since.
  if (estimate === null) return isLower && since.kind === 'rate' && since.successes === 0
  return (isLower ? estimate : -estimate) <= marginRelative
}

/**
 * Whether the rate since is surely within what the rate before may have been: the worst that it
 * may be now is no worse than the worst that it may have been then, by Clopper and Pearson's exact
 * bounds. None of a few before leaves room for some; none of very many leaves hardly any.
 */
function couldHaveBeen(
  { direction, marginRelative }: RolloutGuardrail,
  before: MetricSummary,
  since: MetricSummary,
): boolean {
  if (before.kind !== 'rate' || since.kind !== 'rate') return false
  const [then, now] = [before, since].map(
    (rate) => clopperPearsonInterval(rate, 2 * BOUND_ALPHA).interval,
  )
  if (then === undefined || now === undefined) return false
  return direction === 'lower_is_better'
    ? now.high <= then.high * (1 + marginRelative)
    : now.low >= then.low * (1 - marginRelative)
}

/** What was counted, such as "3 of 300 since"; `undefined` for what is no count. */
function countsText(
  counts: readonly (readonly [MetricSummary | undefined, string])[],
): string | undefined {
  const told = counts.flatMap(([summary, when]) =>
    summary?.kind === 'rate' ? [`${summary.successes} of ${summary.n} ${when}`] : [],
  )
  return told.length === 0 ? undefined : `${told.join(', ')}.`
}
