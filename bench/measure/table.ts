import { median, quantile } from './statistics.ts'

/** Whose figure it is: ours, what one would write by hand, or another product's. */
export type Kind = 'sluice' | 'reference' | 'peer'

/** What one contestant took, one sample a round. */
export interface Row {
  readonly name: string
  readonly kind: Kind
  readonly samples: readonly number[]
  /** What else is worth a column, such as how many components rendered. */
  readonly extra?: string
}

/** What Sluice sets out to reach, and what it did. */
export interface Target {
  readonly claim: string
  readonly actual: number
  readonly limit: number
  readonly direction: 'at most' | 'at least'
  readonly unit: string
}

/** The outcome of one comparison; rows with as many samples were measured in the same rounds. */
export interface Table {
  readonly title: string
  /** One sentence on what was done. */
  readonly what: string
  readonly unit: string
  /** The row that the others are divided by. */
  readonly base: string
  /** Heading of the column with what is extra, where rows have that. */
  readonly extra?: string
  readonly rows: readonly Row[]
  readonly targets: readonly Target[]
  /** Who is missing and why, one sentence each. */
  readonly notes?: readonly string[]
}

/** The median of a row. */
export function medianOf(rows: readonly Row[], name: string): number {
  return median(rowOf(rows, name).samples)
}

/**
 * How many times as much one row took as another: the median of the quotients of each
 * round. The two samples of a round lie side by side, so a machine that is slower for some
 * rounds moves both, whereas it would move the medians of two rows apart. Of rows that
 * were not measured in the same rounds it is the quotient of their medians.
 */
export function ratioOf(rows: readonly Row[], of: string, to: string): number {
  const { samples } = rowOf(rows, of)
  const others = rowOf(rows, to).samples
  if (samples.length !== others.length) return median(samples) / median(others)
  return median(samples.map((sample, round) => sample / (others[round] ?? NaN)))
}

/** Holds the ratio of two rows against a limit. */
export function ratioTarget(
  rows: readonly Row[],
  { of, to }: { readonly of: string; readonly to: string },
  direction: Target['direction'],
  limit: number,
): Target {
  const actual = ratioOf(rows, of, to)
  return { claim: `${of} ÷ ${to}`, actual, limit, direction, unit: '×' }
}

/** Holds one quantile of a row against a limit. */
export function quantileTarget(
  rows: readonly Row[],
  name: string,
  share: number,
  limit: number,
  unit: string,
): Target {
  const actual = quantile(rowOf(rows, name).samples, share)
  const claim = `${name}, p${share * 100}`
  return { claim, actual, limit, direction: 'at most', unit }
}

/** Tells whether a target was reached. */
export function isReached({ actual, limit, direction }: Target): boolean {
  return direction === 'at most' ? actual <= limit : actual >= limit
}

function rowOf(rows: readonly Row[], name: string): Row {
  const row = rows.find((candidate) => candidate.name === name)
  if (row === undefined) throw new Error(`No row is called "${name}".`)
  return row
}
