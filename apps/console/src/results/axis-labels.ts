import type { Axis } from './axis.ts'

/** So many characters stand beside each other under the bars of a wide page. */
const WIDE = 38
/** And so many of a narrow one. */
const NARROW = 24
/** Between two labels, in characters. */
const GAP = 2

/** A mark of an axis that is written out. */
export interface AxisLabel {
  readonly mark: number
  readonly text: string
  /** Left out where the page is narrow. */
  readonly isMinor: boolean
}

/**
 * The marks of an axis that can be written without touching each other: zero, others at even
 * places, and where none fits, the one that is farthest.
 */
export function axisLabels(
  { marks }: Pick<Axis, 'marks'>,
  write: (mark: number) => string,
): AxisLabel[] {
  const texts = marks.map(write)
  const zero = Math.max(
    0,
    marks.findIndex((mark) => Math.abs(mark) < 1e-9),
  )
  const farthest = zero <= marks.length - 1 - zero ? marks.length - 1 : 0
  const shownIn = (room: number): readonly number[] => {
    for (let stride = 1; stride < marks.length; stride++) {
      const shown = [...marks.keys()].filter((index) => (index - zero) % stride === 0)
      const needed = shown.reduce((sum, index) => sum + (texts[index]?.length ?? 0) + GAP, -GAP)
      if (needed <= room && shown.length > 1) return shown
    }
    return [zero, farthest]
  }
  const [wide, narrow] = [shownIn(WIDE), shownIn(NARROW)]
  return [...new Set([...wide, ...narrow])]
    .toSorted((a, b) => a - b)
    .map((index) => ({
      mark: marks[index] as number,
      text: texts[index] as string,
      isMinor: !narrow.includes(index),
    }))
}
