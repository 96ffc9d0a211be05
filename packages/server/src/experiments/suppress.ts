import type { ByVariant, SegmentValue } from '@sluice/stats'

/** A cell with fewer units than this says something about people rather than about a variant. */
export const SMALL_CELL = 20

/** Values that are told of a segment, the largest. */
const MOST_VALUES = 20

/** Segments without their small cells. */
export interface SuppressedSegments {
  readonly shown: Readonly<Record<string, readonly SegmentValue[]>>
  /** How many values are not told, where there are such; their names may be people's. */
  readonly hidden: Readonly<Record<string, number>>
}

/**
 * Leaves out values of segments that have a small cell, and those beyond the largest. What is left
 * out together is no small cell either, since it can be subtracted from the whole: else the
 * smallest of the others go along.
 */
export function suppressSmall(
  segments: Readonly<Record<string, readonly SegmentValue[]>>,
  variants: readonly string[],
): SuppressedSegments {
  const shown: Record<string, readonly SegmentValue[]> = {}
  const hidden: Record<string, number> = {}
  for (const [name, values] of Object.entries(segments)) {
    const isSmall = ({ units }: SegmentValue): boolean => least(units, variants) < SMALL_CELL
    const bySize = values.toSorted((a, b) => total(b.units) - total(a.units))
    const told = bySize.filter((value) => !isSmall(value)).slice(0, MOST_VALUES)
    const rest = bySize.filter((value) => !told.includes(value))
    while (rest.length > 0 && told.length > 0 && least(sumOf(rest), variants) < SMALL_CELL) {
      rest.push(...told.splice(-1))
    }
    shown[name] = told
    if (rest.length > 0) hidden[name] = rest.length
  }
  return { shown, hidden }
}

function least(units: ByVariant<number>, variants: readonly string[]): number {
  return Math.min(...variants.map((variant) => units[variant] ?? 0))
}

function sumOf(values: readonly SegmentValue[]): ByVariant<number> {
  const sums: Record<string, number> = {}
  for (const { units } of values) {
    for (const [variant, count] of Object.entries(units)) {
      sums[variant] = (sums[variant] ?? 0) + count
    }
  }
  return sums
}

function total(units: ByVariant<number>): number {
  return Object.values(units).reduce((sum, count) => sum + count, 0)
}
