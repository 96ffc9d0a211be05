const WIDTH = 720
const HEIGHT = 340
const LEFT = 64
const RIGHT = 28
const TOP = 16
const BOTTOM = 48

type Point = readonly [x: number, y: number]

/** Something that is drawn over the axes. */
export type Mark =
  | {
      readonly kind: 'line'
      readonly points: readonly Point[]
      readonly colour: string
      readonly isDashed?: boolean
    }
  | {
      readonly kind: 'band'
      readonly low: readonly Point[]
      readonly high: readonly Point[]
      readonly colour: string
    }
  | { readonly kind: 'dots'; readonly points: readonly Point[]; readonly colour: string }
  | { readonly kind: 'label'; readonly at: Point; readonly text: string; readonly colour: string }

/** A picture with two axes. */
export interface Chart {
  /** What a screen reader says. */
  readonly description: string
  readonly x: Axis
  readonly y: Axis
  readonly marks: readonly Mark[]
}

interface Axis {
  readonly label: string
  readonly from: number
  readonly to: number
  readonly ticks: readonly number[]
  readonly format?: (value: number) => string
}

export const INK = '#1f2933'
export const RED = '#c2410c'
export const BLUE = '#1d4ed8'
export const GREEN = '#047857'

/** A share as a person reads it. */
export const percent = (value: number): string => `${Math.round(value * 100)} %`

/** A dashed line across, at what was promised or is the truth. */
export function levelMark(at: number, from: number, to: number): Mark {
  return {
    kind: 'line',
    points: [
      [from, at],
      [to, at],
    ],
    colour: INK,
    isDashed: true,
  }
}

/** Draws a chart as SVG; the same chart gives the same bytes. */
export function drawChart({ description, x, y, marks }: Chart): string {
  const across = (value: number): string =>
    (LEFT + ((value - x.from) / (x.to - x.from)) * (WIDTH - LEFT - RIGHT)).toFixed(1)
  const up = (value: number): string =>
    (HEIGHT - BOTTOM - ((value - y.from) / (y.to - y.from)) * (HEIGHT - TOP - BOTTOM)).toFixed(1)
  const path = (points: readonly Point[]): string =>
    points.map(([px, py], index) => `${index === 0 ? 'M' : 'L'}${across(px)} ${up(py)}`).join('')
  const drawn = marks.map((mark) => {
    if (mark.kind === 'line') {
      const dash = mark.isDashed === true ? ' stroke-dasharray="5 4"' : ''
      return `<path d="${path(mark.points)}" fill="none" stroke="${mark.colour}" stroke-width="2"${dash}/>`
    }
    if (mark.kind === 'band') {
      const outline = [...mark.low, ...mark.high.toReversed()]
      return `<path d="${path(outline)}Z" fill="${mark.colour}" fill-opacity="0.15"/>`
    }
    if (mark.kind === 'dots') {
      return mark.points
        .map(
          ([px, py]) => `<circle cx="${across(px)}" cy="${up(py)}" r="4" fill="${mark.colour}"/>`,
        )
        .join('')
    }
    const [px, py] = mark.at
    return `<text x="${across(px)}" y="${up(py)}" fill="${mark.colour}">${escaped(mark.text)}</text>`
  })
  const { format: formatX = String } = x
  const { format: formatY = String } = y
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(description)}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...y.ticks.map(
      (tick) =>
        `<path d="M${LEFT} ${up(tick)}H${WIDTH - RIGHT}" stroke="#d9dee3"/><text x="${LEFT - 8}" y="${up(tick)}" dy="4" text-anchor="end" fill="${INK}">${escaped(formatY(tick))}</text>`,
    ),
    ...x.ticks.map(
      (tick) =>
        `<text x="${across(tick)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="${INK}">${escaped(formatX(tick))}</text>`,
    ),
    ...drawn,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle" fill="${INK}">${escaped(x.label)}</text>`,
    `<text transform="translate(16 ${(HEIGHT - BOTTOM + TOP) / 2}) rotate(-90)" text-anchor="middle" fill="${INK}">${escaped(y.label)}</text>`,
    '</svg>',
    '',
  ].join('\n')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
