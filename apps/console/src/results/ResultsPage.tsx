import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { Copy } from '../page/Copy.tsx'
import { Failed, Loaded } from '../page/State.tsx'
import { ago, moment } from '../page/time.ts'
import { Title } from '../page/Title.tsx'
import { resultsQuery } from '../service/queries.ts'
import type { Results } from '../service/shapes.ts'
import { Chips } from './Chips.tsx'
import { count } from './format.ts'
import { Health } from './Health.tsx'
import { markdownOf } from './markdown.ts'
import { Progress } from './Progress.tsx'
import { readRow } from './read-row.ts'
import { Scorecard } from './Scorecard.tsx'
import { Segments } from './Segments.tsx'
import { SeriesChart } from './SeriesChart.tsx'
import { Verdict } from './Verdict.tsx'

const FIRST_DAY_MS = 86_400_000

/** The results of an experiment: what to do, whether to believe it, and the numbers. */
export function ResultsPage() {
  const { environment, key } = useParams({ from: '/in/environments/$environment/experiments/$key' })
  const results = useQuery(resultsQuery(environment, key))
  return (
    <Loaded query={results} what="the results from the events">
      {(data) => <Page results={data} isUpdating={results.isFetching} />}
    </Loaded>
  )
}

function Page({
  results,
  isUpdating,
}: {
  readonly results: Results
  readonly isUpdating: boolean
}) {
  const { title, key, hypothesis, simulated, computedAt, analysis } = results
  return (
    <article className="results" aria-busy={isUpdating}>
      <Title text={title ?? key}>
        {simulated && <span className="chip simulated">Simulated: nobody did any of this</span>}
      </Title>
      <p className="lead">{hypothesis}</p>
      <p className="tools">
        <span className="faint">
          As of <time dateTime={computedAt}>{moment(computedAt)}</time>, {ago(computedAt)}
        </span>{' '}
        <Copy text={() => markdownOf(results, window.location.href)}>Copy as Markdown</Copy>
        <output className="faint">{isUpdating ? 'Updating …' : ''}</output>
      </p>
      <Verdict verdict={results.verdict} />
      <Health results={results} />
      <Progress results={results} />
      <Chips results={results} />
      <Numbers results={results} />
      <section aria-labelledby="notes">
        <h2 id="notes">Notes</h2>
        {analysis.notes.length + analysis.annotations.length === 0 && <p>None.</p>}
        {analysis.notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
        {analysis.annotations.map(({ day, title: text }) => (
          <p key={day + text}>
            {day}: {text}
          </p>
        ))}
      </section>
    </article>
  )
}

function Numbers({ results }: { readonly results: Results }) {
  const { environment, key, analysis, progress, units, until } = results
  const { fit = false } = useSearch({ from: '/in/environments/$environment/experiments/$key' })
  if (progress.units === 0) return <Nobody results={results} />
  if (new Date(until).getTime() - progress.startedAt < FIRST_DAY_MS) {
    return (
      <section aria-labelledby="first-day">
        <h2 id="first-day">The first day</h2>
        <p>Only counts, to see that it works. They are not for decisions.</p>
        <ul>
          {Object.entries(units).map(([variant, n]) => (
            <li key={variant}>
              {variant}: <span className="number">{count(n)}</span> units
            </li>
          ))}
        </ul>
      </section>
    )
  }
  const groups = [
    ['Primary metrics', analysis.primary],
    ['Guardrails', analysis.guardrails],
    ['Secondary metrics', analysis.secondary],
  ] as const
  return (
    <>
      <p className="tools">
        <Link
          to="/environments/$environment/experiments/$key"
          params={{ environment, key }}
          search={fit ? {} : { fit: true }}
          resetScroll={false}
        >
          {fit ? 'End wide intervals in an arrow' : 'Fit all of every interval'}
        </Link>
      </p>
      {groups.map(([title, rows], index) => (
        <div key={title}>
          <Scorecard
            title={title}
            rows={rows.map((row) => readRow(row, results))}
            results={results}
            fit={fit}
          />
          {index === 0 && analysis.series.length > 0 && (
            <div className="over-time">
              {analysis.series.map((series) => (
                <SeriesChart
                  key={`${series.metric} ${series.treatment}`}
                  series={series}
                  results={results}
                />
              ))}
            </div>
          )}
        </div>
      ))}
      {results.apart.map(
        ({ metric, failed }) =>
          failed !== undefined && <Failed key={metric} error={new Error(`${metric}: ${failed}`)} />,
      )}
      <Segments results={results} fit={fit} />
    </>
  )
}

function Nobody({ results: { plan } }: { readonly results: Results }) {
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">Waiting for the first exposure</h2>
      <p>Nobody has met a variant yet. Look at these, in this order:</p>
      <ol>
        <li>
          Is the flag <code>{plan.flag}</code> on, and does its rule let anybody in?
        </li>
        <li>
          Do pages with the flag send events? See them with <code>sluice events tail</code>.
        </li>
        <li>
          Do those events name the unit <code>{plan.unit}</code>?
        </li>
      </ol>
    </section>
  )
}
