import { UNDEFINED_METRIC } from '../service/shapes/metrics.ts'
import type { Results } from '../service/shapes/results.ts'
import { effectWords } from './effect-words.ts'
import { count, metricValue, pValue } from './format.ts'
import type { Row } from './read-row.ts'
import { figuresOf } from './figures-of.ts'
import { RowName } from './RowName.tsx'

/** The same numbers as the intervals, as a table. */
export function ScoreTable({
  rows,
  results: { plan, metrics, figures },
}: {
  readonly rows: readonly Row[]
  readonly results: Results
}) {
  return (
    <table className="number">
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col">Variant</th>
          <th scope="col">{plan.control}</th>
          <th scope="col">Variant’s value</th>
          <th scope="col">{rows.some(isWithoutLift) ? 'Lift or difference' : 'Lift'}</th>
          <th scope="col">Interval</th>
          <th scope="col">p</th>
          <th scope="col">Units</th>
          <th scope="col">Finding</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const definition = metrics[row.metric] ?? UNDEFINED_METRIC
          const control = figuresOf(row.figures ?? figures, row.metric, plan.control)
          const effect = effectWords(row, definition)
          const treatment = figuresOf(row.figures ?? figures, row.metric, row.treatment)
          return (
            <tr key={row.id}>
              <th scope="row">
                <RowName row={row} />
              </th>
              <td>{row.treatment}</td>
              <td>{metricValue(control?.value ?? null, definition)}</td>
              <td>{metricValue(treatment?.value ?? null, definition)}</td>
              <td>{effect?.estimate ?? '–'}</td>
              <td>{effect === undefined ? '–' : `${effect.low} to ${effect.high}`}</td>
              <td>{row.p === undefined ? '–' : pValue(row.p)}</td>
              <td>{count((control?.n ?? 0) + (treatment?.n ?? 0))}</td>
              <td>{row.finding}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function isWithoutLift({ lift, difference }: Row): boolean {
  return lift === undefined && difference !== undefined
}
