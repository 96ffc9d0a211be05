import type { EventStore, Metric } from '@sluice/events'
import { DATASET } from './dataset-shape.ts'

const METRICS: readonly Metric[] = [
  { name: 'bought', kind: 'sum', outcome: 'purchase', windowMs: DATASET.windowMs },
  { name: 'visits', kind: 'count', outcome: 'visit', windowMs: DATASET.windowMs },
  { name: 'baskets', kind: 'conversion', outcome: 'basket', windowMs: DATASET.windowMs },
]

/** Asks a store what `byHand` asks the files. @returns how long that took, milliseconds */
export async function ask(store: EventStore): Promise<number> {
  const { flag, from, days } = DATASET
  const startedAt = performance.now()
  const { statistics } = await store.metrics(
    { environment: 'shop', flag, from, to: from + days * 86_400_000 },
    METRICS,
  )
  if (statistics.length !== METRICS.length * 2) throw new Error('Not every metric was answered.')
  return performance.now() - startedAt
}
