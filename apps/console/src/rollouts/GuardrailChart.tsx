import type { RolloutGuardrail } from '@sluice/rollout'
import { useId, useState } from 'react'
import { signedPercent, spokenPercent } from '../results/format.ts'
import { useRoving } from '../results/use-roving.ts'
import { marginOf, pointsOf, scaleOf, seenOf } from './chart-scale.ts'
import { ChartTable } from './ChartTable.tsx'
import { clock } from './duration.ts'
import type { Happened } from './events-on-time.ts'
import type { Look } from './shapes.ts'
import { FINDINGS } from './words.ts'

const WIDTH = 640
const HEIGHT = 240
const LEFT = 64
const RIGHT = 14
const TOP = 22
const BOTTOM = 28
/** Numbers of lines that are closer than this are drawn above each other, in units of the drawing. */
const CROWDED = 14

/** A guardrail over time: its interval at every look, against its margin, and what happened when. */
export function GuardrailChart({
  guardrail,
  looks,
  happened,
}: {
  readonly guardrail: RolloutGuardrail
  readonly looks: readonly Look[]
  readonly happened: readonly Happened[]
}) {
  const [isTable, setTable] = useState(false)
  const id = useId()
  const seen = seenOf(guardrail.metric, looks)
  const points = pointsOf(seen)
  const { groupProps, stopProps } = useRoving(points.length)
  const [first, last] = [seen[0], seen.at(-1)]
  const title = `${guardrail.metric}: the treatment against the control`
  if (first === undefined || last === undefined) {
    return (
      <figure className="guardrail-chart" aria-labelledby={id}>
        <figcaption>
          <h3 id={id}>{title}</h3>
        </figcaption>
        <p>{emptyText(guardrail.metric, looks)}</p>
      </figure>
    )
  }
  const axis = scaleOf(guardrail, seen)
  const shown = happened.filter(({ at }) => at <= last.at + 60_000)
  const from = Math.min(first.at, ...shown.map(({ at }) => at))
  const until = Math.max(last.at, from + 1_000, ...shown.map(({ at }) => at))
  const x = (at: number): number => LEFT + ((at - from) / (until - from)) * (WIDTH - LEFT - RIGHT)
  const y = (value: number): number =>
    TOP +
    (1 - (Math.min(axis.high, Math.max(axis.low, value)) - axis.low) / (axis.high - axis.low)) *
      (HEIGHT - TOP - BOTTOM)
  const margin = marginOf(guardrail)
  return (
    <figure className="guardrail-chart" aria-labelledby={id}>
      <figcaption>
        <h3 id={id}>{title}</h3>
        <button type="button" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          Table<span className="hidden"> of {title}</span>
        </button>
      </figcaption>
      {isTable ? (
        <ChartTable title={title} points={points} happened={happened} />
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
                {shortPercent(mark)}
              </text>
            </g>
          ))}
          {[seen.filter(({ isBack }) => !isBack), seen.filter(({ isBack }) => isBack)].map(
            (part, index) =>
              part.length > 0 && (
                <g
                  key={index === 0 ? 'out' : 'back'}
                  className={index === 0 ? 'out' : 'back'}
                  aria-hidden="true"
                >
                  <polygon
                    className="band"
                    points={[
                      ...part.map(({ at, high }) => `${x(at)},${y(high ?? axis.high)}`),
                      ...part.map(({ at, low }) => `${x(at)},${y(low)}`).toReversed(),
                    ].join(' ')}
                  />
                  <polyline
                    className="line"
                    points={part
                      .flatMap(({ at, estimate }) =>
                        estimate === null ? [] : [`${x(at)},${y(estimate)}`],
                      )
                      .join(' ')}
                  />
                </g>
              ),
          )}
          <g className="margin" aria-hidden="true">
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(margin)} y2={y(margin)} />
            <text x={LEFT + 6} y={y(margin) - 5}>
              margin
            </text>
          </g>
          <Marks happened={shown} x={x} />
          {points.map((point, index) => {
            const { at, estimate, low, high, finding } = point
            return (
              <path
                key={at}
                className={`point ${FINDINGS[finding].tone}`}
                d={shapeOf(estimate === null ? undefined : finding, x(at), y(estimate ?? low))}
                // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a point of a drawing is no file
                role="img"
                aria-label={`${clock(at)}, ${estimate === null ? 'no estimate' : spokenPercent(estimate)}, interval ${spokenPercent(low)} to ${high === null ? 'no bound' : spokenPercent(high)}, ${FINDINGS[finding].word.toLowerCase()}`}
                {...stopProps(index)}
              />
            )
          })}
          {[from, until].map((at) => (
            <text
              key={at}
              x={x(at)}
              y={HEIGHT - 8}
              textAnchor={at === from ? 'start' : 'end'}
              aria-hidden="true"
            >
              {clock(at)}
            </text>
          ))}
        </svg>
      )}
      <p>{inWords(guardrail, last)}</p>
    </figure>
  )
}

/** A numbered line for everything that happened; what it was stands in the list below the charts. */
function Marks({
  happened,
  x,
}: {
  readonly happened: readonly Happened[]
  readonly x: (at: number) => number
}) {
  return happened.map(({ at, kind, text }, index) => {
    const before = happened[index - 1]
    const isCrowded = before !== undefined && x(at) - x(before.at) < CROWDED
    return (
      <g key={`${at} ${text}`} className={`marker ${kind}`} aria-hidden="true">
        <line x1={x(at)} x2={x(at)} y1={TOP} y2={HEIGHT - BOTTOM} />
        {!isCrowded && (
          <text x={x(at)} y={TOP - 8} textAnchor="middle">
            {index + 1}
          </text>
        )}
        <title>{text}</title>
      </g>
    )
  })
}

/** A triangle that points down for harm, a square where it is ruled out, else a circle; a dash at the lower end where there is no estimate. */
function shapeOf(finding: keyof typeof FINDINGS | undefined, x: number, y: number): string {
  if (finding === undefined) return `M${x - 4},${y} H${x + 4}`
  if (finding === 'harmed') return `M${x - 6},${y - 5} H${x + 6} L${x},${y + 6} Z`
  if (finding === 'clear') return `M${x - 5},${y - 5} H${x + 5} V${y + 5} H${x - 5} Z`
  return `M${x - 4},${y} a4,4 0 1,0 8,0 a4,4 0 1,0 -8,0 Z`
}

/** A mark of the axis: no digit that a round number does not need. */
function shortPercent(value: number): string {
  return signedPercent(value).replace(/[.]0 %$/, ' %')
}

function emptyText(metric: string, looks: readonly Look[]): string {
  const last = looks.at(-1)?.guardrails.find((reading) => reading.metric === metric)
  return last?.because ?? 'Nothing was measured yet; the first look at a monitored step draws it.'
}

function inWords(
  { marginRelative, direction, onRegression, mustRuleOutRelative, test }: RolloutGuardrail,
  last: ReturnType<typeof seenOf>[number],
): string {
  const { at, low, high, estimate, finding, isBack, method = test } = last
  const worse = direction === 'lower_is_better' ? 'more' : 'less'
  const limit = `${signedPercent(marginRelative)} ${worse}`.replace(/^\+/, '')
  const reach = `${signedPercent(low)} to ${high === null ? 'no bound' : signedPercent(high)}`
  const against = isBack ? 'the control from before' : 'the control'
  const middle = estimate === null ? 'no estimate yet' : signedPercent(estimate)
  const then = {
    harmed: `All of it is beyond the margin of ${limit}, so the plan says to ${onRegression === 'roll_back' ? 'roll back' : 'pause'}.`,
    clear: isBack
      ? 'It is back: the harm that it was rolled back for is over.'
      : `Harm of ${signedPercent(mustRuleOutRelative).replace(/^\+/, '')} ${worse} is ruled out.`,
    better:
      'It is better than when it was rolled back, and too little was seen to say that it is back.',
    unclear: 'It neither shows harm nor rules it out.',
    too_little: 'There is too little data to say.',
    unreadable: 'It could not be read.',
    suspect:
      'All of it is beyond the margin, but without a handful of units no harm is shown, so nothing is rolled back by it: somebody may have made them up.',
  }[finding]
  const early =
    method === test ? '' : ` There are too few events for ${test}, so they are counted exactly.`
  return `At ${clock(at)} it is ${middle} against ${against}, interval ${reach} by ${method}.${early} ${then} The interval may be read at any look.`
}
