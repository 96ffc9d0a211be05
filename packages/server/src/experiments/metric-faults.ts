import { vitalOutcome, type Fault, type Metric } from '@sluice/core'
import { CRASHES, type SeenOutcome } from '@sluice/events'
import { outcomesOf } from '../measure/metric-question.ts'
import { isOfServers } from '../measure/sent-by.ts'
import type { SealedPlan } from './sealed-plan.ts'

/** The outcomes that came in, those of them that servers sent, and those of the unit that is split. */
export interface SeenOutcomes {
  readonly all: readonly SeenOutcome[]
  readonly byServers: readonly SeenOutcome[]
  readonly ofUnit: readonly SeenOutcome[]
}

/** Finds metrics that nothing comes in for: misspelt, or not tracked yet. */
export function metricFaults(
  { definitions, flag, rule, unit }: Pick<SealedPlan, 'definitions' | 'flag' | 'rule' | 'unit'>,
  seen: SeenOutcomes,
): Fault[] {
  const recordsVitals = seen.all.some(({ name }) => name === vitalOutcome('cls'))
  return Object.entries(definitions).flatMap(([name, metric]) => {
    const isSent = isOfServers(metric)
    const byName = new Map(
      (isSent ? seen.byServers : seen.all).map((outcome) => [outcome.name, outcome]),
    )
    const isPages = (outcome: string): boolean =>
      isSent && seen.all.some((one) => one.name === outcome)
    return [...new Set(outcomesOf(metric, flag))].flatMap((outcome): Fault[] => {
      // That nothing crashes, moves or comes late is what one hopes for.
      if (outcome === CRASHES || (recordsVitals && isOfGate(outcome))) return []
      const found = byName.get(outcome)
      const fault = (message: string): Fault => ({
        path: `$.metrics.${name}`,
        at: ['metrics', name],
        message,
      })
      if (found === undefined) {
        return [fault(isPages(outcome) ? pagesOnly(outcome) : absent(outcome, [...byName.keys()]))]
      }
      if (seen.ofUnit.every((one) => one.name !== outcome)) {
        return [
          fault(
            `"${outcome}" came in ${found.events} times and never with the unit "${unit}", by which the rule "${rule}" splits, so that nobody would have one. Send it with that unit as well, or split by one that it comes with.`,
          ),
        ]
      }
      if (!needsValue(metric) || found.valued > 0) return []
      return [
        fault(
          `"${outcome}" came in ${found.events} times and never with a value, which this metric takes. Track it with one.`,
        ),
      ]
    })
  })
}

function isOfGate(outcome: string): boolean {
  return /^web-vital\.(?:gate_shift|late_value)\./.test(outcome)
}

function needsValue(metric: Metric): boolean {
  return ['sum', 'mean', 'share_above', 'quantile'].includes(metric.kind)
}

function pagesOnly(outcome: string): string {
  return `Only pages sent "${outcome}" for four weeks, and this metric counts what servers send. Send it with a server key, or take "sentBy" out of the metric.`
}

function absent(outcome: string, names: readonly string[]): string {
  const vital = outcome.startsWith('web-vital.')
    ? ' Pages record it with recordVitals of @sluice/client/vitals.'
    : ''
  const near = names
    .map((name) => ({ name, far: distance(outcome, name) }))
    .toSorted((a, b) => a.far - b.far)[0]
  const isNear = near !== undefined && near.far <= Math.max(1, Math.floor(outcome.length / 3))
  if (isNear) return `No "${outcome}" came in for four weeks; did you mean "${near.name}"?`
  const some = names.slice(0, 5).map((name) => `"${name}"`)
  const there = some.length === 0 ? 'Nothing else did either.' : `There are ${some.join(', ')}.`
  return `No "${outcome}" came in for four weeks.${vital} ${there}`
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let row = 1; row <= a.length; row++) {
    const next = [row]
    for (let at = 1; at <= b.length; at++) {
      const swap = (last[at - 1] ?? 0) + (a[row - 1] === b[at - 1] ? 0 : 1)
      next.push(Math.min(swap, (last[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1))
    }
    last = next
  }
  return last[b.length] ?? 0
}
