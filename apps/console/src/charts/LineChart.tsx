import { axisOf } from '../results/axis.ts'
import type { ChartData, ChartMarker } from './chart.ts'
import { Figure } from './Figure.tsx'
import { Legend } from './Legend.tsx'
import { Line } from './Line.tsx'
import { LineTable } from './LineTable.tsx'
import { FRAME, type Scales } from './scales.ts'

const { width, height, left, right, top, bottom } = FRAME

/** Numbers along days as lines with their intervals, and as a table of the same numbers. */
export function LineChart({
  title,
  level = 3,
  data,
  format,
  spoken = format,
  words,
}: {
  readonly title: string
  readonly level?: 2 | 3 | 4
  readonly data: ChartData
  readonly format: (value: number) => string
  /** The same as a screen reader says it. */
  readonly spoken?: (value: number) => string
  /** What the chart says, in a sentence or two. */
  readonly words: string
}) {
  const { places, positions, lines, markers = [], levels = [] } = data
  const axis = axisOf([
    ...lines.flatMap(({ points }) =>
      points.flatMap(({ value, low = value, high = value }) => [value, low, high]),
    ),
    ...levels.map(({ value }) => value),
  ])
  const scales: Scales = {
    x: (at) => left + share(at, places.length, positions) * (width - left - right),
    y: (value) => top + (1 - (value - axis.low) / (axis.high - axis.low)) * (height - top - bottom),
  }
  return (
    <Figure
      title={title}
      level={level}
      className="chart"
      table={<LineTable data={data} format={format} />}
      words={words}
    >
      {(id) => (
        <>
          <svg
            viewBox={`0 0 ${width} ${height}`}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- HTML has no group inside of a drawing
            role="group"
            aria-labelledby={id}
          >
            {axis.marks.map((mark) => (
              <g key={mark} aria-hidden="true">
                <line
                  className={Math.abs(mark) < 1e-12 ? 'zero' : 'grid'}
                  x1={left}
                  x2={width - right}
                  y1={scales.y(mark)}
                  y2={scales.y(mark)}
                />
                <text x={left - 8} y={scales.y(mark) + 4} textAnchor="end">
                  {format(mark)}
                </text>
              </g>
            ))}
            {levels.map(({ value, text }) => (
              <line
                key={text}
                className="level"
                x1={left}
                x2={width - right}
                y1={scales.y(value)}
                y2={scales.y(value)}
                aria-hidden="true"
              >
                <title>{text}</title>
              </line>
            ))}
            {markers.map((marker) => (
              <Marker key={`${marker.at} ${marker.text}`} marker={marker} scales={scales} />
            ))}
            {lines.map((line, index) => (
              <Line
                key={line.name}
                line={line}
                index={index}
                isAlone={lines.length === 1}
                places={places}
                scales={scales}
                spoken={spoken}
              />
            ))}
            {[...new Set([0, places.length - 1])].map((at) => (
              <text
                key={at}
                x={scales.x(at)}
                y={height - 8}
                textAnchor={places.length === 1 ? 'middle' : at === 0 ? 'start' : 'end'}
                aria-hidden="true"
              >
                {places[at]}
              </text>
            ))}
          </svg>
          <Legend lines={lines} levels={levels} markers={markers} />
        </>
      )}
    </Figure>
  )
}

function Marker({ marker, scales }: { readonly marker: ChartMarker; readonly scales: Scales }) {
  const x = scales.x(marker.at)
  return (
    <g className={`marker ${marker.kind}`} aria-hidden="true">
      <line x1={x} x2={x} y1={top} y2={height - bottom} />
      {marker.kind === 'decision' && <path d={`M${x - 6} ${top}h12l-6 9z`} />}
      <title>{marker.text}</title>
    </g>
  )
}

function share(at: number, count: number, positions: readonly number[] | undefined): number {
  if (positions !== undefined) return positions[at] ?? 0
  return count === 1 ? 0.5 : at / (count - 1)
}
