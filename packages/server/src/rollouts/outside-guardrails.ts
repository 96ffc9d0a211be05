import type { PrometheusMetric, Ruleset } from '@sluice/core'
import type { RolloutPlan, Surroundings } from '@sluice/rollout'
import type { Rate } from '@sluice/stats'
import type { AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import { measureOutside } from '../measure/prometheus/measure-outside.ts'
import { FILLED_IN, namesVariant, unknownNames } from '../measure/prometheus/query-names.ts'

/** How far back a source is asked before the start, in milliseconds. */
const LOOK_BACK_MS = 3_600_000
/** Fewer than these may be as many in both variants by chance. */
const FEW = 10

const COUNT =
  'its query counts some, and nobody says of how many. Give the metric a total, which makes it a rate.'
const SAME =
  'it answers the same number for both variants, so neither could ever be the worse one. Look at how its query and its total tell them apart, as {variant="$variant"} does.'

/** What a Prometheus says of the control, which everybody has before the first step, and whether it tells the treatment from it. */
export async function outsideOf(
  ask: AskPrometheus,
  { flag, control, treatment, guardrails }: RolloutPlan,
  ruleset: Ruleset,
  now: number,
): Promise<Surroundings['metrics']> {
  const question = { flag, from: now - LOOK_BACK_MS, until: now }
  const found = guardrails.map(
    async ({ metric: name }): Promise<[string, Surroundings['metrics'][string]][]> => {
      const metric = Object.hasOwn(ruleset.metrics, name) ? ruleset.metrics[name] : undefined
      if (metric?.kind !== 'prometheus' || unfitOutside(metric) !== undefined) return []
      const known = { kind: 'rate' as const, direction: metric.direction }
      try {
        const values = await measureOutside(ask, question, metric, [control, treatment])
        if (isSame(values[control]?.rate, values[treatment]?.rate)) {
          return [[name, { unfit: SAME }]]
        }
        return [[name, { ...known, hasData: Object.hasOwn(values, control) }]]
      } catch (error) {
        const fault = error instanceof Error ? error.message : String(error)
        return [[name, { ...known, hasData: false, fault }]]
      }
    },
  )
  return Object.fromEntries((await Promise.all(found)).flat())
}

/** Why what a Prometheus answers could never say that one variant is worse than the other. */
export function unfitOutside({ query, total }: PrometheusMetric): string | undefined {
  if (total === undefined) return COUNT
  for (const [which, text] of Object.entries({ query, total })) {
    const [unknown] = unknownNames(text)
    if (unknown !== undefined) {
      const known = FILLED_IN.map((name) => `$${name}`).join(', ')
      return `its ${which} names $${unknown}, which nobody fills in (there are: ${known}). Correct the spelling.`
    }
    if (!namesVariant(text)) {
      return `its ${which} does not name $variant, so both variants would have the same number and neither ever be the worse one. Ask for one variant, as in {variant="$variant"}.`
    }
  }
  return undefined
}

/** Whether two variants, one of which hardly anybody has yet, are counted alike to the last one. */
function isSame(control: Rate | undefined, treatment: Rate | undefined): boolean {
  return (
    control !== undefined &&
    control.n >= FEW &&
    control.n === treatment?.n &&
    control.successes === treatment.successes
  )
}
