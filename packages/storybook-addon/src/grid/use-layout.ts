import { useState } from 'react'

/** Widths in which a story is looked at, pixels. */
export const WIDTHS = [
  [390, 'Phone'],
  [768, 'Tablet'],
  [1280, 'Desktop'],
] as const

const MOST_HEIGHT_PX = 2_000
const LEAST_HEIGHT_PX = 80

/** How large cells are drawn: the same for all. */
export interface GridLayout {
  readonly width: number
  /** `(0, 1]` */
  readonly zoom: number
  setWidth(width: number): void
  setZoom(zoom: number): void
  /** For the stylesheet. */
  style(heights: readonly number[]): Readonly<Record<string, string>>
}

/** Keeps the size of all cells, which fits the window at first. */
export function useLayout(): GridLayout {
  const [width, setWidth] = useState(() => (window.innerWidth < 600 ? 390 : 768))
  const [zoom, setZoom] = useState(() => (window.innerWidth < 600 ? 0.8 : 0.5))
  return {
    width,
    zoom,
    setWidth,
    setZoom,
    style(heights) {
      const height = Math.min(Math.max(LEAST_HEIGHT_PX, ...heights), MOST_HEIGHT_PX)
      return {
        '--zoom': String(zoom),
        '--frame-width': `${width}px`,
        '--frame-height': `${height}px`,
        '--cell-width': `${Math.round(width * zoom)}px`,
        '--cell-height': `${Math.round(height * zoom)}px`,
      }
    },
  }
}
