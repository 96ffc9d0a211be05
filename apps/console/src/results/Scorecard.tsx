import { useEffect, useState } from 'react'
import { Figure } from '../charts/Figure.tsx'
import { UNDEFINED_METRIC } from '../service/shapes/metrics.ts'
import type { Results } from '../service/shapes/results.ts'
import { effectWords } from './effect-words.ts'
import { figuresOf } from './figures-of.ts'
import { groupAxis } from './axis.ts'
import { axisLabels } from './axis-labels.ts'
import { Card } from './Card.tsx'
import { count, metricValue, pValue, signedPercent } from './format.ts'
import { IntervalBar } from './IntervalBar.tsx'
import type { Row } from './read-row.ts'
import { ScoreTable } from './ScoreTable.tsx'
import { useRoving } from './use-roving.ts'
import { RowName } from './RowName.tsx'

const TONES = { good: '✓', bad: '✗', undecided: '●' } as const

/** A group of metrics as intervals on one axis, or as a table of the same numbers. */
export function Scorecard({
  title,
  rows,
  results,
  fit,
  words,
}: {
  readonly title: string
  readonly rows: readonly Row[]
  readonly results: Results
  readonly fit: boolean
  /** Which intervals these are. */
  readonly words?: string
}) {
  const [open, setOpen] = useState<string>()
  const [pointed, setPointed] = usePointed()
  const { groupProps, stopProps } = useRoving(rows.length)
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
    <Figure
      title={title}
      level={2}
      className="scorecard"
      table={<ScoreTable rows={rows} results={results} />}
      {...(words !== undefined && { words })}
    >
      {() => (
        <>
          <ul {...groupProps}>
            {rows.map((row, index) => (
              <li
                key={row.id}
                onPointerEnter={({ pointerType }) => {
                  if (pointerType === 'mouse') setPointed(row.id)
                }}
                onPointerLeave={() => setPointed(undefined)}
              >
                <div className="row">
                  <span className="name">
                    <button
                      type="button"
                      aria-expanded={open === row.id}
                      onClick={() => setOpen(open === row.id ? undefined : row.id)}
                      {...stopProps(index)}
                    >
                      <strong>
                        <RowName row={row} />
                      </strong>{' '}
                      {row.treatment}
                      <span className="hidden">{spoken(row, results)}</span>
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
                    <Effect row={row} results={results} /> {row.finding}
                    {row.refused !== undefined && <span className="faint">{row.refused}</span>}
                    <span className="faint number">{sampleOf(row, results)}</span>
                  </span>
                  <IntervalBar row={row} axis={axis} />
                </div>
                {open === row.id ? (
                  <Card row={row} results={results} />
                ) : (
                  pointed === row.id && (
                    <div className="pointed">
                      <Card row={row} results={results} />
                    </div>
                  )
                )}
              </li>
            ))}
          </ul>
          {rows.some(({ lift }) => lift !== undefined) && (
            <div className="axis" aria-hidden="true">
              <div>
                {axisLabels(axis, signedPercent).map(({ mark, text, isMinor }) => (
                  <span
                    key={mark}
                    className={isMinor ? 'minor' : undefined}
                    style={{ left: `${((mark - axis.low) / (axis.high - axis.low)) * 100}%` }}
                  >
                    {text}
                  </span>
                ))}
              </div>
            </div>
          )}
        </>
      )}
    </Figure>
  )
}

/** Which row a mouse rests on; Escape takes away what that shows. */
function usePointed() {
  const [pointed, setPointed] = useState<string>()
  useEffect(() => {
    if (pointed === undefined) return
    const leave = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setPointed(undefined)
    }
    document.addEventListener('keydown', leave)
    return () => document.removeEventListener('keydown', leave)
  }, [pointed])
  return [pointed, setPointed] as const
}

/** By how much; with its interval where no bar has it. */
function Effect({ row, results }: { readonly row: Row; readonly results: Results }) {
  const effect = effectWords(row, results.metrics[row.metric] ?? UNDEFINED_METRIC)
  if (effect === undefined) return null
  return (
    <span className="number">
      {effect.estimate}
      {row.lift === undefined && ` (${effect.low} to ${effect.high})`}
    </span>
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
            {found?.numerator !== undefined && (
              <span className="faint number">
                {count(found.numerator)} / {count(found.denominator ?? 0)}
              </span>
            )}
          </span>
        )
      })}
    </span>
  )
}

/** How sure it is, and of how many units. */
function sampleOf(row: Row, { figures, plan }: Results): string {
  const units = [plan.control, row.treatment].map(
    (variant) => figuresOf(row.figures ?? figures, row.metric, variant)?.n,
  )
  return [
    ...(row.p === undefined ? [] : [`p ${pValue(row.p)}`]),
    ...(units.some((n) => n === undefined)
      ? []
      : [`${count(units.reduce<number>((sum, n = 0) => sum + n, 0))} units`]),
  ].join(' · ')
}

/** What the bar shows, for those who do not see it. */
function spoken(row: Row, { metrics }: Results): string {
  const definition = metrics[row.metric] ?? UNDEFINED_METRIC
  const effect = effectWords(row, definition, { isSpoken: true })
  if (effect === undefined) return `: ${row.refused ?? row.finding}`
  return `: ${effect.estimate}, interval ${effect.low} to ${effect.high}, ${row.finding}`
}
