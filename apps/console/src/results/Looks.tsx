import { Name } from '../page/Name.tsx'
import { Sideways } from '../page/Sideways.tsx'
import { moment } from '../page/time.ts'
import { UNDEFINED_METRIC, type Results } from '../service/shapes.ts'
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
          {taken.map(({ look, plannedUnits, plannedAt, units, decision }) => (
            <tr key={look}>
              <th scope="row">
                {look + 1}
                {look === looks?.shown && ', shown here'}
              </th>
              <td>{count(plannedUnits)} units</td>
              <td>{moment(plannedAt)}</td>
              <td>{count(units)}</td>
              <td>{VERDICTS[decision][0]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  )
}

/** What there is by now beside what the look had; differences are not told, as nobody may test them. */
function Newer({ results: { newer, figures, metrics, plan } }: { readonly results: Results }) {
  if (newer === null || newer === undefined) return null
  const variants = plan.variants.map(({ key }) => key)
  return (
    <details>
      <summary>What there is by now, without a test</summary>
      <Sideways label="Numbers at the look and by now">
        <table className="number">
          <thead>
            <tr>
              <th scope="col">By now (at the look)</th>
              {variants.map((variant) => (
                <th scope="col" key={variant}>
                  {variant}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Units</th>
              {variants.map((variant) => (
                <td key={variant}>{count(newer.units[variant] ?? 0)}</td>
              ))}
            </tr>
            {newer.figures.map(({ metric }) => {
              const definition = metrics[metric] ?? UNDEFINED_METRIC
              const value = (list: Results['figures'], variant: string) =>
                metricValue(figuresOf(list, metric, variant)?.value ?? null, definition)
              return (
                <tr key={metric}>
                  <th scope="row">
                    <Name text={definition.title ?? metric} />
                  </th>
                  {variants.map((variant) => (
                    <td key={variant}>
                      {value(newer.figures, variant)}{' '}
                      <span className="faint">({value(figures, variant)})</span>
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </Sideways>
    </details>
  )
}
