import { hiddenWords } from './hidden-words.ts'
import { Name } from '../page/Name.tsx'
import type { Results } from '../service/shapes/results.ts'
import { pValue } from './format.ts'
import { Explore } from './Explore.tsx'
import { refusalWords } from './refusal-words.ts'
import { Scorecard } from './Scorecard.tsx'
import { isPlanned, segmentRows, valueName } from './segment-rows.ts'
import type { ResultsView } from './view.ts'

/** The primary metrics by what was declared before the start, and then by what is only explored. */
export function Segments({
  results,
  view,
}: {
  readonly results: Results
  readonly view: ResultsView
}) {
  const { analysis } = results
  const explored = analysis.segments.filter(({ segment }) => !isPlanned(results, segment))
  return (
    <>
      <Groups
        results={results}
        segments={analysis.segments.filter(({ segment }) => isPlanned(results, segment))}
        fit={view.fit === true}
      />
      {results.snapshot === null && <Explore results={results} view={view} />}
      <Groups results={results} segments={explored} fit={view.fit === true} />
    </>
  )
}

function Groups({
  results,
  segments,
  fit,
}: {
  readonly results: Results
  readonly segments: Results['analysis']['segments']
  readonly fit: boolean
}) {
  return segments.map((one) => {
    const { segment, heterogeneity } = one
    const hidden = results.segments.find((other) => other.segment === segment)?.hidden ?? 0
    const rows = segmentRows(one, results).map(({ value, row }) => ({
      ...row,
      within: valueName(value),
    }))
    return (
      <section key={segment} className="segment" aria-label={`By ${segment}`}>
        {rows.length === 0 ? (
          <>
            <h2>By {segment}</h2>
            {hidden === 0 && <p>Nobody has been counted yet.</p>}
          </>
        ) : (
          <Scorecard title={`By ${segment}`} rows={rows} results={results} fit={fit} />
        )}
        {rows.length > 0 &&
          heterogeneity.map(({ metric, treatment, spread }) => (
            <p key={metric + treatment}>
              <Name text={results.metrics[metric]?.title ?? metric} />, {treatment}:{' '}
              {'refused' in spread
                ? refusalWords(spread.refused)
                : spread.p < 0.05
                  ? `the effect differs between them (p ${pValue(spread.p)}).`
                  : `nothing speaks for an effect that differs between them (p ${pValue(spread.p)}).`}
            </p>
          ))}
        {hidden > 0 && <p className="faint">{hiddenWords(hidden)}</p>}
      </section>
    )
  })
}
