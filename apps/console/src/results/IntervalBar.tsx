import { placeOn, type Axis } from './axis.ts'
import type { Row } from './read-row.ts'

const WIDTH = 300
const HEIGHT = 26
const MIDDLE = HEIGHT / 2
const END = 8

/** An interval on the axis of its group: the zero line, the interval, and a mark that is not only a colour. */
export function IntervalBar({ row, axis }: { readonly row: Row; readonly axis: Axis }) {
  const { lift, tone } = row
  const zero = placeOn(axis, 0).at * WIDTH
  if (lift === undefined) return null
  const low = placeOn(axis, lift.low)
  const high = placeOn(axis, lift.high)
  const [x1, x2] = [low.at * WIDTH, high.at * WIDTH]
  const x = placeOn(axis, lift.estimate).at * WIDTH
  return (
    <svg
      className={`interval ${tone}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <line className="zero" x1={zero} x2={zero} y1={0} y2={HEIGHT} />
      {row.margin !== undefined && <Margin row={row} axis={axis} />}
      <line className="reach" x1={x1} x2={x2} y1={MIDDLE} y2={MIDDLE} />
      {low.isClamped ? (
        <path className="arrow" d={`M${END} ${MIDDLE - 6}L0 ${MIDDLE}L${END} ${MIDDLE + 6}`} />
      ) : (
        <line className="end" x1={x1} x2={x1} y1={MIDDLE - 5} y2={MIDDLE + 5} />
      )}
      {high.isClamped ? (
        <path
          className="arrow"
          d={`M${WIDTH - END} ${MIDDLE - 6}L${WIDTH} ${MIDDLE}L${WIDTH - END} ${MIDDLE + 6}`}
        />
      ) : (
        <line className="end" x1={x2} x2={x2} y1={MIDDLE - 5} y2={MIDDLE + 5} />
      )}
      <Mark tone={tone} x={x} />
    </svg>
  )
}

/** How much worse a guardrail may be. */
function Margin({ row, axis }: { readonly row: Row; readonly axis: Axis }) {
  const at = row.direction === 'lower_is_better' ? (row.margin ?? 0) : -(row.margin ?? 0)
  const { at: place, isClamped } = placeOn(axis, at)
  if (isClamped) return null
  return <line className="margin" x1={place * WIDTH} x2={place * WIDTH} y1={0} y2={HEIGHT} />
}

function Mark({ tone, x }: { readonly tone: Row['tone']; readonly x: number }) {
  if (tone === 'undecided') return <circle className="mark" cx={x} cy={MIDDLE} r={4.5} />
  const d =
    tone === 'good'
      ? `M${x - 6} ${MIDDLE + 5}L${x} ${MIDDLE - 6}L${x + 6} ${MIDDLE + 5}Z`
      : `M${x - 6} ${MIDDLE - 5}L${x} ${MIDDLE + 6}L${x + 6} ${MIDDLE - 5}Z`
  return <path className="mark" d={d} />
}
