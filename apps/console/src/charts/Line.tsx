import { useRoving } from '../results/use-roving.ts'
import type { ChartLine, ChartPoint } from './chart.ts'
import { intervalOf } from './LineTable.tsx'
import type { Scales } from './scales.ts'
import { pointPath } from './shapes.ts'

/** One line of a chart: a stop of the tab key, with its points at the arrow keys. */
export function Line({
  line: { name, points, isFaint = false },
  index,
  isAlone,
  places,
  scales: { x, y },
  spoken,
}: {
  readonly line: ChartLine
  /** Which of the lines it is: decides colour, dashes and shape. */
  readonly index: number
  readonly isAlone: boolean
  readonly places: readonly string[]
  readonly scales: Scales
  readonly spoken: (value: number) => string
}) {
  const { groupProps, stopProps } = useRoving(points.length)
  const has = points.filter((point): point is Required<ChartPoint> => point.low !== undefined)
  // A band over one day has no width.
  const upper = has.map(({ at, high }) => `${x(at)},${y(high)}`)
  const lower = has.map(({ at, low }) => `${x(at)},${y(low)}`).toReversed()
  return (
    <g
      className={`line-${index % 4}${isFaint ? ' faint-line' : ''}`}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- HTML has no group inside of a drawing
      role="group"
      aria-label={name}
      {...groupProps}
    >
      {isAlone && has.length > 1 ? (
        <polygon className="band" points={[...upper, ...lower].join(' ')} aria-hidden="true" />
      ) : (
        has.map(({ at, low, high }) => (
          <line
            key={at}
            className="whisker"
            x1={x(at)}
            x2={x(at)}
            y1={y(low)}
            y2={y(high)}
            aria-hidden="true"
          />
        ))
      )}
      <polyline
        className="line"
        points={points.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ')}
        aria-hidden="true"
      />
      {points.map((point, stop) => (
        <path
          key={point.at}
          className="point"
          d={pointPath(index, x(point.at), y(point.value))}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a point of a drawing is no file
          role="img"
          aria-label={[
            ...(isAlone ? [] : [name]),
            places[point.at],
            spoken(point.value),
            ...(point.low === undefined ? [] : [`interval ${intervalOf(point, spoken)}`]),
          ].join(', ')}
          {...stopProps(stop)}
        />
      ))}
    </g>
  )
}
