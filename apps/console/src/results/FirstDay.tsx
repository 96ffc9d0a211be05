import { Name } from '../page/Name.tsx'
import type { Results } from '../service/shapes/results.ts'
import { ByVariant } from './ByVariant.tsx'
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
        Only counts, to see that it works. Differences and their intervals come when it has counted
        for 24 hours, and so does a verdict; only harm to a guardrail does not wait.
      </p>
      <ByVariant
        label="Counts of the first day"
        head="Counted"
        variants={variants}
        rows={[
          { key: '', title: 'Units', cells: variants.map((one) => count(units[one] ?? 0)) },
          ...figures.map(({ metric, variants: measured }) => ({
            key: metric,
            title: <Name text={metrics[metric]?.title ?? metric} />,
            cells: variants.map((variant) =>
              count(measured.find((one) => one.variant === variant)?.numerator ?? 0),
            ),
          })),
        ]}
      />
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
