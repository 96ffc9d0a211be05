import type { MetricSummary } from '@sluice/stats'
import type { RolloutPlan } from '../plan/plan.ts'
import type { Measurement, NoMeasurement } from '../reading/measurement.ts'
import { raised } from './alarms.ts'
import type { RolloutCommand } from './command.ts'
import type { Person, RolloutState } from './state.ts'
import { withMove, type Decision, type Move } from './turn.ts'

/** Why the flag goes back. */
export interface Cause extends Omit<Decision, 'outcome'> {
  readonly at: number
  readonly by?: Person
  readonly metric?: string
  readonly harmed?: MetricSummary | undefined
}

/** Orders the flag back to what it was before the rollout, and tells everybody. */
export function rolledBack(plan: RolloutPlan, state: RolloutState, cause: Cause): Move {
  const { versionBefore } = state
  const { at, by, metric, harmed, rule, guardrails } = cause
  const { hook } = plan.rollback
  const because = by === undefined ? rule : `${by.name} rolled back: ${rule}`
  const incident = {
    because,
    at,
    baseline: state.baseline,
    ...(by !== undefined && { by }),
    ...(metric !== undefined && { metric, ...harmOf(metric, guardrails) }),
    ...(harmed !== undefined && { harmed }),
  }
  // A rollout whose first share was never set has nothing to put back.
  if (versionBefore === null) {
    return { to: { name: 'aborted', pending: null }, outcome: 'abort', rule: because }
  }
  const commands: RolloutCommand[] = [{ kind: 'restore', version: versionBefore }]
  if (hook !== undefined) commands.push({ kind: 'call_hook', url: hook.url, because })
  return withMove(
    {
      to: {
        name: 'rolling_back',
        pending: { kind: 'restore', version: versionBefore },
        failures: 0,
        pausedBy: null,
        waitsFor: null,
        missingMs: 0,
        incident,
        hook: hook === undefined ? 'none' : 'waiting',
        verification: null,
        restoredMs: 0,
        ...(state.deployedMs !== undefined && { deployedMs: null }),
      },
      commands,
      outcome: 'roll_back',
      rule: because,
      ...(guardrails !== undefined && { guardrails }),
    },
    raised(
      plan,
      state,
      `"${plan.flag}" is being rolled back to version ${versionBefore}. ${because}`,
    ),
  )
}

function harmOf(metric: string, guardrails: Cause['guardrails']): { readonly harm?: number } {
  const relative = guardrails?.find((reading) => reading.metric === metric)?.relative
  const harm = relative?.estimate ?? relative?.low
  return harm === undefined ? {} : { harm: Math.abs(harm) }
}

/** The control of every guardrail that can be read and believed now, over what was known before. */
export function baselineOf(
  plan: RolloutPlan,
  before: Readonly<Record<string, MetricSummary>>,
  measurement: Measurement | NoMeasurement,
): Readonly<Record<string, MetricSummary>> {
  if ('fault' in measurement) return before
  const baseline = { ...before }
  for (const { metric } of plan.guardrails) {
    const reading = Object.hasOwn(measurement.metrics, metric)
      ? measurement.metrics[metric]
      : undefined
    if (reading === undefined || 'fault' in reading) continue
    if (measurement.suspect === undefined || reading.isApart === true) {
      baseline[metric] = reading.control
    }
  }
  return baseline
}
