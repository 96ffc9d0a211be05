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
  const sumOf = rememberLast(labelNames, (key, labels) => {
    const sum = sums.get(key) ?? { labels: { ...labels }, value: 0 }
    sums.set(key, sum)
    return sum
  })
  return {
    name,
    help,
    type: 'counter',
    samples: () => sums.values(),
    add(labels, by = 1) {
      sumOf(labels).value += by
    },
  }
}

/**
 * Remembers what was found last: labels come in runs, and joining them costs more than comparing.
 *
 * @param find - given the joined values and the labels
 */
export function rememberLast<Name extends string, Found>(
  names: readonly Name[],
  find: (key: string, labels: Readonly<Record<Name, string | number>>) => Found,
): (labels: Readonly<Record<Name, string | number>>) => Found {
  let last: Readonly<Record<Name, string | number>> | undefined
  let found: Found
  return (labels) => {
    const before = last
    if (before !== undefined && names.every((name) => before[name] === labels[name])) return found
    found = find(labelKey(names, labels), labels)
    last = { ...labels }
    return found
  }
}

/** Joins the values of labels into a key. */
function labelKey<Name extends string>(
  names: readonly Name[],
  labels: Readonly<Record<Name, string | number>>,
): string {
  let key = ''
  for (const name of names) key += `${labels[name]}\0`
  return key
}
