import { Sideways } from '../page/Sideways.tsx'
import { useId, useState } from 'react'
import type { Series } from '@sluice/stats'
import { UNDEFINED_METRIC, type Results } from '../service/shapes.ts'
import { axisOf } from './axis.ts'
import { metricValue } from './format.ts'
import { useRoving } from './use-roving.ts'

const WIDTH = 640
const HEIGHT = 220
const LEFT = 62
const RIGHT = 12
const TOP = 12
const BOTTOM = 28

/** A line that something happened at. */
interface Marker {
  readonly day: string
  readonly text: string
}

/** A primary metric of a treatment over time: the interval that may be read on every day. */
export function SeriesChart({
  series,
  results,
}: {
  readonly series: Series
  readonly results: Results
}) {
  const points = series.points.filter(({ isEmpty }) => !isEmpty)
  const [isTable, setTable] = useState(false)
  const { groupProps, stopProps } = useRoving(points.length)
  const id = useId()
  const definition = results.metrics[series.metric] ?? UNDEFINED_METRIC
  const title = `${definition.title ?? series.metric}, ${series.treatment} less ${results.plan.control}`
  const last = points.at(-1)
  if (last === undefined) return null
  const axis = axisOf(points.flatMap(({ interval }) => [interval.low, interval.high]))
  const x = (index: number): number =>
    LEFT + (points.length === 1 ? 0.5 : index / (points.length - 1)) * (WIDTH - LEFT - RIGHT)
  const y = (value: number): number =>
    TOP + (1 - (value - axis.low) / (axis.high - axis.low)) * (HEIGHT - TOP - BOTTOM)
  const upper = points.map(({ interval }, index) => `${x(index)},${y(interval.high)}`)
  const lower = points.map(({ interval }, index) => `${x(index)},${y(interval.low)}`).toReversed()
  const markers = markersOf(results)
  const value = (number: number): string => metricValue(number, definition)
  return (
    <figure className="series" aria-labelledby={id}>
      <figcaption>
        <h3 id={id}>{title}</h3>
        <button type="button" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          Table
        </button>
      </figcaption>
      {isTable ? (
        <Sideways label={`${title}, as a table`}>
          <table className="number">
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">Difference</th>
                <th scope="col">Interval</th>
                <th scope="col">What happened</th>
              </tr>
            </thead>
            <tbody>
              {points.map(({ day, estimate, interval }) => (
                <tr key={day}>
                  <th scope="row">{day}</th>
                  <td>{value(estimate)}</td>
                  <td>
                    {value(interval.low)} to {value(interval.high)}
                  </td>
                  <td>
                    {markers
                      .filter((marker) => marker.day === day)
                      .map(({ text }) => text)
                      .join(', ')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Sideways>
      ) : (
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- HTML has no group inside of a drawing
          role="group"
          aria-labelledby={id}
          {...groupProps}
        >
          {axis.marks.map((mark) => (
            <g key={mark} aria-hidden="true">
              <line
                className={Math.abs(mark) < 1e-12 ? 'zero' : 'grid'}
                x1={LEFT}
                x2={WIDTH - RIGHT}
                y1={y(mark)}
                y2={y(mark)}
              />
              <text x={LEFT - 8} y={y(mark) + 4} textAnchor="end">
                {value(mark)}
              </text>
            </g>
          ))}
          <polygon className="band" points={[...upper, ...lower].join(' ')} aria-hidden="true" />
          <polyline
            className="line"
            points={points.map(({ estimate }, index) => `${x(index)},${y(estimate)}`).join(' ')}
            aria-hidden="true"
          />
          {markers.map(({ day, text }) => {
            const index = points.findIndex((point) => point.day >= day)
            if (index < 0) return null
            return (
              <g key={`${day} ${text}`} className="marker" aria-hidden="true">
                <line x1={x(index)} x2={x(index)} y1={TOP} y2={HEIGHT - BOTTOM} />
                <title>{text}</title>
              </g>
            )
          })}
          {points.map(({ day, estimate, interval }, index) => (
            <circle
              key={day}
              className="point"
              cx={x(index)}
              cy={y(estimate)}
              r={4}
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a point of a drawing is no file
              role="img"
              aria-label={`${day}, ${value(estimate)}, interval ${value(interval.low)} to ${value(interval.high)}`}
              {...stopProps(index)}
            />
          ))}
          {[0, points.length - 1].map((index) => (
            <text
              key={index}
              x={x(index)}
              y={HEIGHT - 8}
              textAnchor={index === 0 ? 'start' : 'end'}
              aria-hidden="true"
            >
              {points[index]?.day}
            </text>
          ))}
        </svg>
      )}
      <p>{inWords(series, last, value)}</p>
    </figure>
  )
}

function markersOf({ analysis, edits }: Results): Marker[] {
  return [
    ...analysis.annotations.map(({ day, title }) => ({ day, text: title })),
    ...edits.map(({ at, what, version }) => ({
      day: new Date(at).toISOString().slice(0, 10),
      text: `${what} changed in version ${version}`,
    })),
  ]
}

function inWords(
  { trend }: Series,
  last: Series['points'][number],
  value: (number: number) => string,
): string {
  const { low, high } = last.interval
  const said =
    low > 0
      ? 'all of the interval is above zero'
      : high < 0
        ? 'all of the interval is below zero'
        : 'the interval holds zero, so that there may be no difference'
  const effect =
    'refused' in trend || trend.p > 0.05
      ? ''
      : ` The effect of a day’s people ${trend.estimate > 0 ? 'grows' : 'falls'} with time.`
  return `On ${last.day} the difference is ${value(last.estimate)}, and ${said}: ${value(low)} to ${value(high)}. This interval may be read on any day.${effect}`
}
