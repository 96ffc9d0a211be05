import type { EventStore, Metric } from '@sluice/events'
import { DATASET } from './dataset-shape.ts'

const METRICS: readonly Metric[] = [
  { name: 'bought', kind: 'sum', outcome: 'purchase', windowMs: DATASET.windowMs },
  { name: 'visits', kind: 'count', outcome: 'visit', windowMs: DATASET.windowMs },
  { name: 'baskets', kind: 'conversion', outcome: 'basket', windowMs: DATASET.windowMs },
]

/** Asks a store what `byHand` asks the files. @returns how long that took, milliseconds */
export async function ask(store: EventStore): Promise<number> {
  const startedAt = performance.now()
  await answersOf(store)
  return performance.now() - startedAt
}

/** The same, for its figures: of each metric and variant the units, the means and the covariances. */
export async function answersOf(store: EventStore): Promise<number[]> {
  const { flag, from, days } = DATASET
  const { statistics } = await store.metrics(
    { environment: 'shop', flag, from, to: from + days * 86_400_000 },
    METRICS,
  )
  if (statistics.length !== METRICS.length * 2) throw new Error('Not every metric was answered.')
  return statistics
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .flatMap(({ moments: { units, mean, covariance } }) => [units, ...mean, ...covariance.flat()])
}

interface Named {
  readonly metric: string
  readonly variant: string
}

function nameOf({ metric, variant }: Named): string {
  return `${metric} ${variant}`
}
