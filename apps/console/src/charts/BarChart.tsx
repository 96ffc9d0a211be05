import { useRoving } from '../results/use-roving.ts'
import { Figure } from './Figure.tsx'

const WIDTH = 640
const ROW = 30
const LABEL = 200

/** One bar, and how much of what it is. */
export interface Bar {
  readonly name: string
  /** From 0 on. */
  readonly value: number
  readonly isBad?: boolean
}

/** Amounts beside each other, and as a table of the same numbers. */
export function BarChart({
  title,
  unit,
  bars,
  format,
}: {
  readonly title: string
  /** What is counted, such as `Units`. */
  readonly unit: string
  readonly bars: readonly Bar[]
  readonly format: (value: number) => string
}) {
  const { groupProps, stopProps } = useRoving(bars.length)
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE)
  const table = (
    <table className="number">
      <thead>
        <tr>
          <th scope="col">Of</th>
          <th scope="col">{unit}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ name, value }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{format(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
  return (
    <Figure title={title} level={3} className="chart bars" table={table}>
      {(id) => (
        <svg
          viewBox={`0 0 ${WIDTH} ${bars.length * ROW}`}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- HTML has no group inside of a drawing
          role="group"
          aria-labelledby={id}
          {...groupProps}
        >
          {bars.map(({ name, value, isBad = false }, index) => (
            <g
              key={name}
              className={isBad ? 'bar bad' : 'bar'}
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a part of a drawing is no file
              role="img"
              aria-label={`${name}, ${format(value)}${isBad ? ', too many' : ''}`}
              {...stopProps(index)}
            >
              <rect className="room" x={0} y={index * ROW} width={WIDTH} height={ROW} />
              <text x={0} y={index * ROW + 20}>
                {name.length > 28 ? `${name.slice(0, 27)}…` : name}
              </text>
              <rect
                className="amount"
                x={LABEL}
                y={index * ROW + 6}
                width={(value / most) * (WIDTH - LABEL - 110)}
                height={ROW - 12}
              />
              <text x={LABEL + 8 + (value / most) * (WIDTH - LABEL - 110)} y={index * ROW + 20}>
                {isBad && '✗ '}
                {format(value)}
              </text>
            </g>
          ))}
        </svg>
      )}
    </Figure>
  )
}
