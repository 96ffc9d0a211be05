import type { Flag, Metric, PrometheusMetric, Ruleset } from '@sluice/core'
import type { Analysis } from '@sluice/events'
import {
  isHarmed,
  sinceThen,
  soundMeasurement,
  type Measurement,
  type MetricFault,
  type MetricReading,
  type NoMeasurement,
  type RolloutPlan,
  type RolloutState,
} from '@sluice/rollout'
import type { ByVariant, MetricSummary } from '@sluice/stats'
import { suspicionOf, type FloodBook } from '../intake/flood-book.ts'
import type { GuardedStore } from '../intake/guarded-store.ts'
import { measureUnits } from '../measure/measure-units.ts'
import type { AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import { measureOutside, type OutsideQuestion } from '../measure/prometheus/measure-outside.ts'
import { isOfServers, peopleOf } from '../measure/sent-by.ts'
import { measuredFrom } from './counted-from.ts'
import { withoutHandful } from './handful.ts'
import { metricMark } from './metric-mark.ts'
import { ruleOfStep, treatedBy } from './place-share.ts'
import type { StoredRollout } from './rollout-rows.ts'

/** How long a restored version may be on its way to pages, in milliseconds. */
const ON_ITS_WAY_MS = 5_000

/** How long a source elsewhere may take for a look at the least and at the most, in milliseconds. */
const PATIENCE_MS = { least: 1_000, most: 10_000 }

/**
 * Measures a rollout as it is now; never throws.
 *
 * @param waits - told when all that is left to wait for is somewhere else, such as a Prometheus
 */
export type MeasureRollout = (
  rollout: StoredRollout,
  ruleset: Ruleset,
  now: number,
  waits?: () => void,
) => Promise<Measurement | NoMeasurement>

/** Whom a rollout is measured by. */
export interface MeasureSources {
  readonly events: Pick<GuardedStore, 'ask'>
  readonly prometheus: AskPrometheus
  /** When events may have been made up. */
  readonly floods: Pick<FloodBook, 'since'>
}

/** Measures by the metrics of the ruleset: the events of the service, and what a Prometheus says. */
export function measureBy(sources: MeasureSources): MeasureRollout {
  return async (rollout, ruleset, now, waits) => {
    try {
      return soundMeasurement(await measured(sources, rollout, ruleset, { now, waits }))
    } catch (error) {
      return { fault: error instanceof Error ? error.message : String(error) }
    }
  }
}

async function measured(
  { events, prometheus, floods }: MeasureSources,
  rollout: StoredRollout,
  ruleset: Ruleset,
  { now, waits }: { readonly now: number; readonly waits: (() => void) | undefined },
): Promise<Measurement | NoMeasurement> {
  const { environment, plan, state } = rollout
  const from = measuredFrom(rollout, now)
  if (now < from) return { fault: wentBack(from) }
  // A clock that went back has dated things later than it says now.
  const to = Math.max(now, from + 1, state.seenUntil ?? 0)
  const flag = Object.hasOwn(ruleset.flags, plan.flag) ? ruleset.flags[plan.flag] : undefined
  const step = plan.steps[state.step]
  if (flag === undefined || step === undefined) return { fault: 'There is nothing to measure yet.' }
  const isBack = state.name === 'verifying'
  const rule = ruleOfStep(plan, step)
  const split = flag.rules.find(({ id }) => id === plan.rule)?.serve
  const wanted = plan.guardrails.flatMap(({ metric }) => {
    const definition = plannedMetric(ruleset, state, metric)
    return 'fault' in definition ? [] : [[metric, definition] as const]
  })
  const question = {
    environment,
    ...peopleOf(wanted.map(([, definition]) => definition)),
    flag: plan.flag,
    unit: split !== undefined && 'split' in split ? split.by : 'targetingKey',
    from,
    to,
    until: to,
    // Restored, everybody gets what they got before, by whatever rule.
    ...(!isBack && {
      rule,
      ...(flag.allocationVersion !== undefined && { allocationVersion: flag.allocationVersion }),
    }),
  }
  const found = await events.ask(async (store) =>
    measureUnits(store, question, Object.fromEntries(wanted)),
  )
  const { control, treatment } = plan
  const seen = isBack ? await seenSince(events, question, plan, flag) : undefined
  const after = isBack ? control : treatment
  const doubtedFrom = Math.max(from, sinceThen(plan, state.trustedUntil ?? 0, now))
  // What is slow elsewhere must not keep the other guardrails from two looks.
  const patienceMs = Math.min(Math.max(plan.tickMs, PATIENCE_MS.least), PATIENCE_MS.most)
  const elsewhere = async (metric: PrometheusMetric) => {
    waits?.()
    // Its clock is another one, which need not have gone back.
    return outside(prometheus, { ...question, until: now, patienceMs }, metric, [control, after])
  }
  const metrics = await Promise.all(
    plan.guardrails.map(async (guardrail): Promise<[string, MetricReading]> => {
      const { metric } = guardrail
      const definition = plannedMetric(ruleset, state, metric)
      if ('fault' in definition) return [metric, definition]
      const table =
        definition.kind === 'prometheus' ? await elsewhere(definition) : found.metrics[metric]
      if (table === undefined) {
        return [
          metric,
          { fault: `${metric} is a ${definition.kind}, which no guardrail can test.` },
        ]
      }
      if (isFault(table)) return [metric, table]
      const [before, now] = [table[control], table[after]]
      if (before === undefined || now === undefined) {
        return [metric, { fault: `${metric} has no value in one of the variants yet.` }]
      }
      const isApart = question.sentBy === undefined && isOfServers(definition)
      const reading = { control: before, treatment: now, ...(isApart && { isApart }) }
      // Restored, it is told from the control of before, and either way may be made up.
      const harmed = !isBack && isHarmed(plan, step, guardrail, reading)
      const without = await events.ask(async (store) =>
        withoutHandful(
          {
            store,
            question,
            doubtedFrom,
            isHarmed: harmed,
            variants: { control, treatment: after },
          },
          metric,
          definition,
          reading,
        ),
      )
      return [metric, { ...reading, ...(without !== undefined && { without }) }]
    }),
  )
  // Nobody floods by a key that nobody has.
  const suspect =
    question.sentBy === undefined ? suspicionOf(floods.since(environment, doubtedFrom)) : undefined
  return {
    from,
    to,
    rulesetVersion: ruleset.version,
    units: seen ?? {
      control: found.units[control] ?? 0,
      treatment: found.units[treatment] ?? 0,
      ...(found.unitsInSeveralVariants > 0 && { mixed: found.unitsInSeveralVariants }),
    },
    metrics: Object.fromEntries(metrics),
    query: JSON.stringify(question),
    ...(question.sentBy !== undefined && { sentBy: question.sentBy }),
    ...(suspect !== undefined && { suspect }),
  }
}

function wentBack(from: number): string {
  return `The clock went back to before the flag was restored, so that what came since cannot be told from what came before until it says ${new Date(from).toISOString()} again.`
}

/** The metric that a plan was checked with, or why it is none any more. */
function plannedMetric(
  { metrics }: Ruleset,
  { metricMarks }: RolloutState,
  name: string,
): Metric | MetricFault {
  const metric = Object.hasOwn(metrics, name) ? metrics[name] : undefined
  if (metric === undefined) {
    return { fault: `There is no metric "${name}" in the ruleset any more.`, isLasting: true }
  }
  const mark = metricMarks?.[name]
  if (mark === undefined || mark === metricMark(metric)) return metric
  return {
    fault: `The metric "${name}" is another one than when the rollout started, so what it says compares with nothing. Put it back, or abort the rollout and start another.`,
    isLasting: true,
  }
}

/**
 * Whom the flag has met since it was restored, and whom its rule gave the treatment even then:
 * what pages without a stream show of whether they have the restored version.
 */
async function seenSince(
  events: Pick<GuardedStore, 'ask'>,
  question: Analysis,
  plan: RolloutPlan,
  flag: Flag,
): Promise<Measurement['units']> {
  const range = treatedBy(
    flag.rules.find(({ id }) => id === plan.rule),
    plan.treatment,
  )
  // Where the restored rule gives the treatment to some, that somebody has it says nothing.
  const saysNothing = range !== undefined && range[1] > range[0]
  const since = question.from + ON_ITS_WAY_MS
  if (saysNothing || since >= question.to) return { control: 0, treatment: 0 }
  const asked = { ...question, from: since, mixed: 'first' as const }
  return events.ask(async (store) => {
    const all = await store.firstExposures(asked)
    const drawn = await store.firstExposures({ ...asked, rule: plan.rule })
    const late = drawn.find(({ variant }) => variant === plan.treatment)?.units ?? 0
    const units = all.reduce((sum, { units: some }) => sum + some, 0)
    return { control: Math.max(0, units - late), treatment: late }
  })
}

/** What a Prometheus counts, of all that it counts: a rate, which a guardrail can test. */
async function outside(
  ask: AskPrometheus,
  question: OutsideQuestion,
  metric: PrometheusMetric,
  variants: readonly string[],
): Promise<ByVariant<MetricSummary> | { readonly fault: string } | undefined> {
  try {
    const values = await measureOutside(ask, question, metric, variants)
    if (metric.total === undefined) return undefined
    return Object.fromEntries(
      Object.entries(values).flatMap(([variant, { rate }]) =>
        rate === undefined ? [] : [[variant, { kind: 'rate' as const, ...rate }]],
      ),
    )
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}

function isFault(
  table: ByVariant<MetricSummary> | { readonly fault: string },
): table is { readonly fault: string } {
  return typeof table['fault'] === 'string'
}
