import type { ByVariant, SegmentValue } from '@sluice/stats'

/** A cell with fewer units than this says something about people rather than about a variant. */
export const SMALL_CELL = 20

/** Segments without their small cells, and which values these were of. */
export interface SuppressedSegments {
  readonly shown: Readonly<Record<string, readonly SegmentValue[]>>
  readonly hidden: Readonly<Record<string, readonly string[]>>
}

/**
 * Leaves out values of segments that have a small cell. Where only one value would be left out,
 * the next smallest goes along: the rest could be subtracted from the whole.
 */
export function suppressSmall(
  segments: Readonly<Record<string, readonly SegmentValue[]>>,
  variants: readonly string[],
): SuppressedSegments {
  const shown: Record<string, readonly SegmentValue[]> = {}
  const hidden: Record<string, readonly string[]> = {}
  for (const [name, values] of Object.entries(segments)) {
    const small = new Set(values.filter(({ units }) => least(units, variants) < SMALL_CELL))
    const rest = values.filter((value) => !small.has(value))
    if (small.size === 1) {
      const next = rest.toSorted((a, b) => least(a.units, variants) - least(b.units, variants))[0]
      if (next !== undefined) small.add(next)
    }
    shown[name] = values.filter((value) => !small.has(value))
    if (small.size > 0) hidden[name] = [...small].map(({ value }) => value)
  }
  return { shown, hidden }
}

function least(units: ByVariant<number>, variants: readonly string[]): number {
  return Math.min(...variants.map((variant) => units[variant] ?? 0))
}
