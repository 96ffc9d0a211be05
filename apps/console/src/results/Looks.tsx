import { Fragment } from 'react'
import { Name } from '../page/Name.tsx'
import { Sideways } from '../page/Sideways.tsx'
import { utcMoment } from '../page/time.ts'
import { UNDEFINED_METRIC } from '../service/shapes/metrics.ts'
import type { Results } from '../service/shapes/results.ts'
import { ByVariant } from './ByVariant.tsx'
import { figuresOf } from './figures-of.ts'
import { count, metricValue } from './format.ts'
import { looksWords } from './looks-words.ts'
import { VERDICTS } from './verdict-words.ts'

/** The looks that were planned and taken, and what came in since; nothing where every look is valid. */
export function Looks({ results }: { readonly results: Results }) {
  const { looks } = results
  if (looks === null || looks === undefined) return null
  return (
    <section aria-labelledby="looks" className="looks">
      <h2 id="looks">Planned looks</h2>
      {looksWords(results).map((words) => (
        <p key={words}>{words}</p>
      ))}
      {looks.taken.length > 1 && <Taken results={results} taken={looks.taken} />}
      <Newer results={results} />
    </section>
  )
}

function Taken({
  results: { looks },
  taken,
}: {
  readonly results: Results
  readonly taken: NonNullable<Results['looks']>['taken']
}) {
  return (
    <Sideways label="Looks that were taken">
      <table className="number">
        <thead>
          <tr>
            <th scope="col">Look</th>
            <th scope="col">Planned at</th>
            <th scope="col">Read</th>
            <th scope="col">Units</th>
            <th scope="col">It said</th>
          </tr>
        </thead>
        <tbody>
          {taken.map(({ look, plannedUnits, plannedAt, units, lived, decision }) => (
            <tr key={look}>
              <th scope="row">
                {look + 1}
                {look === looks?.shown && ', shown here'}
              </th>
              <td>{count(plannedUnits)} units</td>
              <td>{utcMoment(plannedAt)}</td>
              <td>
                {count(units)}
                {typeof lived === 'number' && `, ${count(lived)} counted`}
              </td>
              <td>{VERDICTS[decision][0]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  )
}

/** What there is by now beside what the look had; differences are not told, as nobody may test them. */
function Newer({ results }: { readonly results: Results }) {
  const { newer, figures, metrics, plan, looks } = results
  if (newer === null || newer === undefined) return null
  const variants = plan.variants.map(({ key }) => key)
  const value = (list: Results['figures'], metric: string, variant: string) =>
    metricValue(
      figuresOf(list, metric, variant)?.value ?? null,
      metrics[metric] ?? UNDEFINED_METRIC,
    )
  return (
    <details>
      <summary>What there is by now, without a test</summary>
      <ByVariant
        label="Numbers at the look and by now"
        head="By now (at the look)"
        variants={variants}
        rows={[
          { key: '', title: 'Units', cells: variants.map((one) => count(newer.units[one] ?? 0)) },
          ...newer.figures.map(({ metric }) => ({
            key: metric,
            title: <Name text={metrics[metric]?.title ?? metric} />,
            cells: variants.map((variant) => (
              <Fragment key={variant}>
                {value(newer.figures, metric, variant)}
                {looks?.byNow?.includes(metric) !== true && (
                  <span className="faint"> ({value(figures, metric, variant)})</span>
                )}
              </Fragment>
            )),
          })),
        ]}
      />
    </details>
  )
}
