import type { MeasureQuestion } from '../../measure/measure-units.ts'
import type { AskPrometheus } from '../../measure/prometheus/ask-prometheus.ts'
import { outsideRates } from '../outside-rates.ts'
import type { SealedPlan } from '../sealed-plan.ts'
import type { StoredLook } from './look-rows.ts'

/** Looks with what was measured outside at their time, also where the source was away then. */
export async function withOutside(
  prometheus: AskPrometheus,
  asked: MeasureQuestion,
  plan: SealedPlan,
  looks: readonly StoredLook[] | undefined,
): Promise<readonly StoredLook[] | undefined> {
  // Guardrails of a plan that may be read at any time are those of now.
  if (plan.stopping.kind === 'always_valid') return looks
  return (
    looks &&
    Promise.all(
      looks.map(async (look): Promise<StoredLook> => {
        const { data, plannedAt } = look
        const then = { ...asked, until: plannedAt }
        const { metrics } = await outsideRates(prometheus, then, plan, data.metrics)
        return { ...look, data: { ...data, metrics: { ...data.metrics, ...metrics } } }
      }),
    )
  )
}
