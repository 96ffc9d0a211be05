import { UNDEFINED_METRIC } from '../service/shapes/metrics.ts'
import type { Results } from '../service/shapes/results.ts'
import { figuresOf } from './figures-of.ts'
import {
  count,
  metricDifference,
  metricDistance,
  metricValue,
  pValue,
  signedPercent,
} from './format.ts'
import type { Row } from './read-row.ts'

/** All that is known of one row. */
export function Card({ row, results }: { readonly row: Row; readonly results: Results }) {
  if (row.refused !== undefined && row.difference === undefined)
    return <p className="card">{row.refused}</p>
  return (
    <dl className="card facts">
      {factsOf(row, results).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="number">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

type Fact = readonly [name: string, value: string]

function factsOf(row: Row, results: Results): Fact[] {
  const definition = results.metrics[row.metric] ?? UNDEFINED_METRIC
  const written = (value: number): string => metricDifference(value, definition)
  const facts: Fact[] = []
  if (definition.sentBy !== undefined) facts.push(['Counts', 'only what servers sent'])
  if (row.lift !== undefined) {
    const { estimate, low, high } = row.lift
    facts.push([
      'Relative',
      `${signedPercent(estimate)}, interval ${signedPercent(low)} to ${signedPercent(high)}`,
    ])
  }
  if (row.standardError !== undefined)
    facts.push(['Standard error of the lift', signedPercent(row.standardError).slice(1)])
  if (row.refused !== undefined) facts.push(['Relative', row.refused])
  if (row.difference !== undefined) {
    const { estimate, low, high, standardError } = row.difference
    facts.push(['Absolute', `${written(estimate)}, interval ${written(low)} to ${written(high)}`])
    facts.push(['Its standard error', metricDistance(standardError, definition)])
  }
  if (row.p !== undefined) facts.push(['p', pValue(row.p)])
  if (row.margin !== undefined) facts.push(['May be worse by', signedPercent(row.margin).slice(1)])
  facts.push(...countsOf(row, results), ...methodOf(row, results))
  return facts
}

function countsOf(row: Row, { plan, figures }: Results): Fact[] {
  return [plan.control, row.treatment].flatMap((variant): Fact[] => {
    const found = figuresOf(row.figures ?? figures, row.metric, variant)
    if (found === undefined) return []
    const { n, numerator } = found
    return [
      [`Units in ${variant}`, count(n)],
      ...(numerator === undefined ? [] : [[`Total in ${variant}`, count(numerator)] as const]),
    ]
  })
}

/** By which method, with what it was adjusted by, capped at and corrected for. */
function methodOf(row: Row, { metrics, unadjusted, plan, analysis }: Results): Fact[] {
  const definition = metrics[row.metric] ?? UNDEFINED_METRIC
  const facts: Fact[] = []
  const without = unadjusted.find(
    ({ metric, treatment }) => metric === row.metric && treatment === row.treatment,
  )
  if (without !== undefined && 'lift' in without && 'estimate' in without.lift) {
    const { estimate, standardError } = without.lift
    const narrower =
      row.standardError === undefined || standardError === 0
        ? ''
        : `, ${signedPercent(row.standardError / standardError - 1)} in its standard error`
    facts.push(['Without the covariate', `${signedPercent(estimate)}${narrower}`])
  } else facts.push(['Adjusted by a covariate', 'no'])
  const cap = definition.winsorize?.upper
  facts.push(['Capped at', cap === undefined ? 'no cap' : metricValue(cap, definition)])
  const isPrimary = analysis.primary.some(({ metric }) => metric === row.metric)
  const isGuardrail = row.margin !== undefined
  facts.push([
    'Corrected by',
    isGuardrail
      ? 'nothing: each guardrail has an alpha of its own'
      : isPrimary && row.figures === undefined
        ? (plan.correction ?? 'holm').replaceAll('_', ' ')
        : 'benjamini hochberg',
  ])
  if (row.method !== undefined) facts.push(['Method', row.method.replaceAll('_', ' ')])
  return facts
}
