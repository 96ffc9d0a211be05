import { rememberLast } from './counter.ts'
import type { Metric, Sample } from './exposition.ts'

/** How often values fell under each of some bounds, kept apart for each combination of its labels. */
export interface Histogram<Name extends string> extends Metric {
  observe(labels: Readonly<Record<Name, string | number>>, value: number): void
}

interface Observed {
  readonly labels: Sample['labels']
  /** By bound, the last for what is over all of them; each value counts once. */
  readonly counts: number[]
  sum: number
}

/**
 * Makes a histogram.
 *
 * @param bounds - the highest value of each bucket, rising
 */
export function createHistogram<Name extends string>(
  name: string,
  help: string,
  labelNames: readonly Name[],
  bounds: readonly number[],
): Histogram<Name> {
  const all = new Map<string, Observed>()
  const observedOf = rememberLast(labelNames, (key, labels) => {
    const observed = all.get(key) ?? {
      labels: { ...labels },
      counts: [...bounds.map(() => 0), 0],
      sum: 0,
    }
    all.set(key, observed)
    return observed
  })
  return {
    name,
    help,
    type: 'histogram',
    observe(labels, value) {
      const observed = observedOf(labels)
      let bucket = 0
      while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++
      observed.counts[bucket] = (observed.counts[bucket] ?? 0) + 1
      observed.sum += value
    },
    *samples(): Generator<Sample> {
      for (const { labels, counts, sum } of all.values()) {
        let total = 0
        for (const [index, count] of counts.entries()) {
          total += count
          const le = bounds[index] ?? '+Inf'
          yield { suffix: '_bucket', labels: { le, ...labels }, value: total }
        }
        yield { suffix: '_sum', labels, value: sum }
        yield { suffix: '_count', labels, value: total }
      }
    },
  }
}
