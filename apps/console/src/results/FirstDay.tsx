import { Name } from '../page/Name.tsx'
import { Sideways } from '../page/Sideways.tsx'
import type { Results } from '../service/shapes.ts'
import { count } from './format.ts'
import { rowsOf, toldRows } from './groups.ts'
import { Scorecard } from './Scorecard.tsx'

/** Counts, to see that it works; no interval that somebody could decide by. */
export function FirstDay({ results, fit }: { readonly results: Results; readonly fit: boolean }) {
  const { units, figures, metrics } = results
  const variants = Object.keys(units)
  return (
    <section aria-labelledby="first-day">
      <h2 id="first-day">
        The first day <span className="chip">Diagnostic, not for decisions</span>
      </h2>
      <p>
        Only counts, to see that it works. Differences and their intervals come when it has run for
        24 hours, and so does a verdict; only harm to a guardrail does not wait.
      </p>
      <Sideways label="Counts of the first day">
        <table className="number">
          <thead>
            <tr>
              <th scope="col">Counted</th>
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
                <td key={variant}>{count(units[variant] ?? 0)}</td>
              ))}
            </tr>
            {figures.map(({ metric, variants: measured }) => (
              <tr key={metric}>
                <th scope="row">
                  <Name text={metrics[metric]?.title ?? metric} />
                </th>
                {variants.map((variant) => (
                  <td key={variant}>
                    {count(measured.find((one) => one.variant === variant)?.numerator ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
      {rowsOf(results).map(({ title, rows }) => (
        <Scorecard
          key={title}
          title={title}
          rows={toldRows(rows, results)}
          results={results}
          fit={fit}
        />
      ))}
    </section>
  )
}
