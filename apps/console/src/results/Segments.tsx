import type { Results } from '../service/shapes.ts'
import { pValue } from './format.ts'
import { readRow } from './read-row.ts'
import { Scorecard } from './Scorecard.tsx'

/** The primary metrics by what was declared before the start; to learn from, not to decide by. */
export function Segments({ results, fit }: { readonly results: Results; readonly fit: boolean }) {
  return results.analysis.segments.map(({ segment, values, heterogeneity }) => {
    const found = results.segments.find((one) => one.segment === segment)
    const hidden = found?.hidden ?? []
    const rows = values.flatMap(({ value, rows: compared }) => {
      const figures = found?.values.find((one) => one.value === value)?.figures ?? []
      return compared.map((row) => {
        const read = readRow(row, results)
        return { ...read, figures, id: `${value} ${read.id}`, title: `${value}: ${read.title}` }
      })
    })
    return (
      <section key={segment} className="segment" aria-label={`By ${segment}`}>
        {rows.length === 0 ? (
          <>
            <h2>By {segment}</h2>
            <p>Nobody has been counted yet.</p>
          </>
        ) : (
          <Scorecard title={`By ${segment}`} rows={rows} results={results} fit={fit} />
        )}
        {heterogeneity.map(({ metric, treatment, spread }) => (
          <p key={metric + treatment}>
            {results.metrics[metric]?.title ?? metric}, {treatment}:{' '}
            {'refused' in spread
              ? spread.message
              : spread.p < 0.05
                ? `the effect differs between them (p ${pValue(spread.p)}).`
                : `nothing speaks for an effect that differs between them (p ${pValue(spread.p)}).`}
          </p>
        ))}
        {hidden.length > 0 && (
          <p className="faint">
            Not shown, because fewer than 20 units of a variant have it: {hidden.join(', ')}.
          </p>
        )}
      </section>
    )
  })
}
