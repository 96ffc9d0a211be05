import type { Metric, Sample } from './exposition.ts'

/** A sum that only grows, kept apart for each combination of its labels. */
export interface Counter<Name extends string> extends Metric {
  add(labels: Readonly<Record<Name, string>>, by?: number): void
}

/** Makes a counter. */
export function createCounter<Name extends string>(
  name: string,
  help: string,
  labelNames: readonly Name[],
): Counter<Name> {
  const sums = new Map<string, { readonly labels: Sample['labels']; value: number }>()
  return {
    name,
    help,
    type: 'counter',
    samples: () => sums.values(),
    add(labels, by = 1) {
      const key = labelKey(labelNames, labels)
      const sum = sums.get(key)
      if (sum === undefined) sums.set(key, { labels: { ...labels }, value: by })
      else sum.value += by
    },
  }
}

/** Joins the values of labels into a key. */
export function labelKey<Name extends string>(
  names: readonly Name[],
  labels: Readonly<Record<Name, string | number>>,
): string {
  let key = ''
  for (const name of names) key += `${labels[name]}\0`
  return key
}
