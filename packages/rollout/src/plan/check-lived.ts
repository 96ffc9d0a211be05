import { keepsAllocation } from '../machine/changes.ts'
import { duration } from '../papers/duration.ts'
import type { RolloutPlan } from './plan.ts'
import type { Surroundings } from './surroundings.ts'

type Report = (path: string, message: string) => void

/**
 * Finds steps that are over before anybody counts in a guardrail: one that asks for units that have
 * been there for a while says nothing until then. Steps that compare the same people go on counting.
 */
export function checkLived(
  plan: RolloutPlan,
  { metrics }: Pick<Surroundings, 'metrics'>,
  fault: Report,
): void {
  let countedMs = 0
  for (const [index, { name, holdMs, maxWaitMs = holdMs, monitored }] of plan.steps.entries()) {
    countedMs = maxWaitMs + (keepsAllocation(plan, index - 1, index) ? countedMs : 0)
    if (!monitored) continue
    for (const { metric } of plan.guardrails) {
      const known = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined
      const { livedMs = 0 } = known === undefined || 'unfit' in known ? {} : known
      if (livedMs === 0 || livedMs < countedMs) continue
      fault(
        `steps[${index}].maxWaitMs`,
        `Whoever meets "${name}" counts in "${metric}" after ${duration(livedMs)}, and the step waits for ${duration(countedMs)} at most, so that the guardrail could never object. Wait longer than ${livedMs} ms, or take a metric that counts sooner.`,
      )
    }
  }
}
