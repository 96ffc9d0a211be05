import { useId, useState } from 'react'
import { UNDEFINED_METRIC, type Results } from '../service/shapes.ts'
import { figuresOf } from './figures-of.ts'
import { groupAxis } from './axis.ts'
import { count, metricValue, pValue, signedPercent, spokenPercent } from './format.ts'
import { IntervalBar } from './IntervalBar.tsx'
import type { Row } from './read-row.ts'
import { ScoreTable } from './ScoreTable.tsx'
import { useRoving } from './use-roving.ts'

const TONES = { good: '✓', bad: '✗', undecided: '●' } as const

/** A group of metrics as intervals on one axis, or as a table of the same numbers. */
export function Scorecard({
  title,
  rows,
  results,
  fit,
}: {
  readonly title: string
  readonly rows: readonly Row[]
  readonly results: Results
  readonly fit: boolean
}) {
  const [isTable, setTable] = useState(false)
  const [open, setOpen] = useState<string>()
  const { groupProps, stopProps } = useRoving(rows.length)
  const id = useId()
  if (rows.length === 0) return null
  const axis = groupAxis(
    rows.flatMap(({ lift, margin = 0, direction }) => {
      if (lift === undefined) return []
      // How much worse it may be belongs on the axis too.
      const bound = direction === 'lower_is_better' ? margin : -margin
      return [{ low: Math.min(lift.low, bound), high: Math.max(lift.high, bound) }]
    }),
    fit,
  )
  return (
    <figure className="scorecard" aria-labelledby={id}>
      <figcaption>
        <h2 id={id}>{title}</h2>
        <button type="button" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          Table
        </button>
      </figcaption>
      {isTable ? (
        <ScoreTable rows={rows} results={results} label={title} />
      ) : (
        <>
          <ul {...groupProps}>
            {rows.map((row, index) => (
              <li key={row.id}>
                <div className="row">
                  <span className="name">
                    <button
                      type="button"
                      aria-expanded={open === row.id}
                      onClick={() => setOpen(open === row.id ? undefined : row.id)}
                      {...stopProps(index)}
                    >
                      <strong>{row.title}</strong> {row.treatment}
                      <span className="hidden">{spoken(row)}</span>
                    </button>
                    <span className="faint">
                      {row.direction === 'lower_is_better'
                        ? '↓ lower is better'
                        : '↑ higher is better'}
                    </span>
                  </span>
                  <Values row={row} results={results} />
                  <span className={`finding ${row.tone}`}>
                    <span aria-hidden="true">{TONES[row.tone]}</span>{' '}
                    {row.lift !== undefined && (
                      <span className="number">{signedPercent(row.lift.estimate)}</span>
                    )}{' '}
                    {row.finding}
                  </span>
                  <IntervalBar row={row} axis={axis} />
                </div>
                {open === row.id && <Card row={row} results={results} />}
              </li>
            ))}
          </ul>
          <div className="axis" aria-hidden="true">
            <div>
              {axis.marks.map((mark) => (
                <span
                  key={mark}
                  style={{ left: `${((mark - axis.low) / (axis.high - axis.low)) * 100}%` }}
                >
                  {signedPercent(mark)}
                </span>
              ))}
            </div>
          </div>
        </>
      )}
    </figure>
  )
}

function Values({ row, results }: { readonly row: Row; readonly results: Results }) {
  const { plan, metrics } = results
  const definition = metrics[row.metric] ?? UNDEFINED_METRIC
  return (
    <span className="values">
      {[plan.control, row.treatment].map((variant) => {
        const found = figuresOf(row.figures ?? results.figures, row.metric, variant)
        return (
          <span key={variant}>
            <span className="variant">{variant}</span>{' '}
            <span className="number">{metricValue(found?.value ?? null, definition)}</span>{' '}
            {found !== undefined && (
              <span className="faint number">
                {count(found.numerator)} / {count(found.denominator)}
              </span>
            )}
          </span>
        )
      })}
    </span>
  )
}

/** All that is known of one row. */
function Card({ row, results }: { readonly row: Row; readonly results: Results }) {
  const { plan, metrics, unadjusted } = results
  const definition = metrics[row.metric] ?? UNDEFINED_METRIC
  const without = unadjusted.find(
    ({ metric, treatment }) => metric === row.metric && treatment === row.treatment,
  )
  if (row.refused !== undefined) return <p className="card">{row.refused}</p>
  const facts: (readonly [string, string])[] = []
  if (row.lift !== undefined) {
    const { estimate, low, high } = row.lift
    facts.push([
      'Relative',
      `${signedPercent(estimate)}, interval ${signedPercent(low)} to ${signedPercent(high)}`,
    ])
  }
  if (row.difference !== undefined) {
    const { estimate, low, high } = row.difference
    const [a, b, c] = [estimate, low, high].map((value) => metricValue(value, definition))
    facts.push(['Absolute', `${a}, interval ${b} to ${c}`])
  }
  if (row.standardError !== undefined)
    facts.push(['Standard error of the lift', signedPercent(row.standardError).slice(1)])
  if (row.p !== undefined) facts.push(['p, corrected', pValue(row.p)])
  if (row.margin !== undefined) facts.push(['May be worse by', signedPercent(row.margin).slice(1)])
  for (const variant of [plan.control, row.treatment]) {
    const n = figuresOf(row.figures ?? results.figures, row.metric, variant)?.n
    if (n !== undefined) facts.push([`Units in ${variant}`, count(n)])
  }
  if (definition.winsorize?.upper !== undefined)
    facts.push(['Capped at', `${count(definition.winsorize.upper)} ${definition.unit ?? ''}`])
  if (without !== undefined && 'lift' in without && 'estimate' in without.lift)
    facts.push(['Without the covariate', signedPercent(without.lift.estimate)])
  if (row.method !== undefined) facts.push(['Method', row.method.replaceAll('_', ' ')])
  return (
    <dl className="card facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="number">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What the bar shows, for those who do not see it. */
function spoken({ lift, finding, refused }: Row): string {
  if (lift === undefined) return `: ${refused ?? finding}`
  const [estimate, low, high] = [lift.estimate, lift.low, lift.high].map(spokenPercent)
  return `: ${estimate}, interval ${low} to ${high}, ${finding}`
}
