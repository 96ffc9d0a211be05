import type { Fault } from '@sluice/core'
import type { AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import { measureOutside } from '../measure/prometheus/measure-outside.ts'
import type { SealedPlan } from './sealed-plan.ts'

/** When what is measured outside is tried, epoch milliseconds. */
export interface TriedAt {
  readonly from: number
  readonly until: number
}

/** Finds metrics that are measured outside and would say nothing of the variants. */
export async function outsideFaults(
  prometheus: AskPrometheus,
  { flag, definitions, variants }: SealedPlan,
  { from, until }: TriedAt,
): Promise<Fault[]> {
  const keys = variants.map(({ key }) => key)
  const found = Object.entries(definitions).map(async ([name, metric]): Promise<Fault[]> => {
    if (metric.kind !== 'prometheus') return []
    const fault = (message: string): Fault[] => [
      { path: `$.metrics.${name}`, at: ['metrics', name], message },
    ]
    for (const part of ['query', 'total'] as const) {
      if (metric[part]?.includes('$variant') === false) {
        return fault(
          `Its ${part} does not name $variant, so that it says the same of every variant. Ask for one: …{variant="$variant"}.`,
        )
      }
    }
    try {
      const values = await measureOutside(prometheus, { flag, from, until }, metric, keys)
      if (Object.keys(values).length > 0) return []
    } catch (error) {
      return fault(error instanceof Error ? error.message : String(error))
    }
    return fault(
      `The source has no series for ${keys.map((key) => `"${key}"`).join(' or ')} in four weeks. Look at how its series are called, let the first come in, and add "or vector(0)" where none means zero.`,
    )
  })
  return (await Promise.all(found)).flat()
}
