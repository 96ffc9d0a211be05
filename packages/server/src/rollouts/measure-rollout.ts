import type { Ruleset } from '@sluice/core'
import {
  soundMeasurement,
  type Measurement,
  type MetricReading,
  type NoMeasurement,
} from '@sluice/rollout'
import type { GuardedStore } from '../intake/guarded-store.ts'
import { measureUnits } from '../measure/measure-units.ts'
import { ruleOfStep } from './place-share.ts'
import type { StoredRollout } from './rollout-rows.ts'

/** Measures a rollout as it is now; never throws. */
export type MeasureRollout = (
  rollout: StoredRollout,
  ruleset: Ruleset,
  now: number,
) => Promise<Measurement | NoMeasurement>

/** Measures by the metrics of the ruleset and the events of the service. */
export function measureByEvents(events: Pick<GuardedStore, 'ask'>): MeasureRollout {
  return async (rollout, ruleset, now) => {
    try {
      return soundMeasurement(await measured(events, rollout, ruleset, now))
    } catch (error) {
      return { fault: error instanceof Error ? error.message : String(error) }
    }
  }
}

async function measured(
  events: Pick<GuardedStore, 'ask'>,
  { environment, plan, state, countedFrom }: StoredRollout,
  ruleset: Ruleset,
  now: number,
): Promise<Measurement | NoMeasurement> {
  const flag = Object.hasOwn(ruleset.flags, plan.flag) ? ruleset.flags[plan.flag] : undefined
  const step = plan.steps[state.step]
  if (flag === undefined || step === undefined) return { fault: 'There is nothing to measure yet.' }
  const isBack = state.name === 'verifying'
  const rule = ruleOfStep(plan, step)
  const split = flag.rules.find(({ id }) => id === plan.rule)?.serve
  const question = {
    environment,
    flag: plan.flag,
    unit: split !== undefined && 'split' in split ? split.by : 'targetingKey',
    from: countedFrom,
    to: now,
    until: now,
    // Restored, everybody gets what they got before, by whatever rule.
    ...(!isBack && {
      rule,
      ...(flag.allocationVersion !== undefined && { allocationVersion: flag.allocationVersion }),
    }),
  }
  const wanted = plan.guardrails.flatMap(({ metric }) => {
    const definition = Object.hasOwn(ruleset.metrics, metric) ? ruleset.metrics[metric] : undefined
    return definition === undefined ? [] : [[metric, definition] as const]
  })
  const found = await events.ask(async (store) =>
    measureUnits(store, question, Object.fromEntries(wanted)),
  )
  const { control, treatment } = plan
  const metrics = plan.guardrails.map(({ metric }): [string, MetricReading] => {
    const table = Object.hasOwn(found.metrics, metric) ? found.metrics[metric] : undefined
    if (table === undefined) {
      return [metric, { fault: `There is no metric "${metric}" in the ruleset any more.` }]
    }
    const [before, after] = [table[control], table[isBack ? control : treatment]]
    if (before === undefined || after === undefined) {
      return [metric, { fault: `${metric} has no value in one of the variants yet.` }]
    }
    return [metric, { control: before, treatment: after }]
  })
  return {
    from: countedFrom,
    to: now,
    rulesetVersion: ruleset.version,
    units: { control: found.units[control] ?? 0, treatment: found.units[treatment] ?? 0 },
    metrics: Object.fromEntries(metrics),
    query: JSON.stringify(question),
  }
}
