import { Name } from '../page/Name.tsx'
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { Loaded } from '../page/State.tsx'
import { ago, isOlderThan, moment } from '../page/time.ts'
import { Title } from '../page/Title.tsx'
import { Times } from './Times.tsx'
import { resultsQuery } from '../service/queries.ts'
import type { Results } from '../service/shapes/results.ts'
import { Star } from '../stars/Star.tsx'
import { Annotations } from './Annotations.tsx'
import { Chips } from './Chips.tsx'
import { Copies } from './copies/Copies.tsx'
import { Decided } from './Decided.tsx'
import { FirstDay } from './FirstDay.tsx'
import { rowsOf } from './groups.ts'
import { Health } from './health/Health.tsx'
import { intervalWords } from './interval-words.ts'
import { isNotBegun, NotBegun } from './NotBegun.tsx'
import { Looks } from './Looks.tsx'
import { OverTime } from './OverTime.tsx'
import { Progress } from './Progress.tsx'
import { Scorecard } from './Scorecard.tsx'
import { OtherExperiments } from './OtherExperiments.tsx'
import { Segments } from './Segments.tsx'
import { Snapshots } from './Snapshots.tsx'
import { Verdict } from './Verdict.tsx'
import { questionOf, type ResultsView } from './view.ts'
import { ViewLink } from './ViewLink.tsx'
import { Waiting } from './Waiting.tsx'

/** Older than this, numbers of a running experiment are called old. */
const OLD_MS = 15 * 60_000

/** The results of an experiment: what to do, whether to believe it, and the numbers. */
export function ResultsPage() {
  const { environment, key } = useParams({ from: '/in/environments/$environment/experiments/$key' })
  const view = useSearch({ from: '/in/environments/$environment/experiments/$key' })
  const results = useQuery(resultsQuery(environment, key, questionOf(view)))
  const queries = useQueryClient()
  if (results.data === undefined && isNotBegun(results.error)) {
    return <NotBegun environment={environment} experiment={key} />
  }
  // What was chosen cannot be read: what is on the screen, and in its fields, stays.
  const last = results.error === null ? undefined : lastOf(queries, environment, key)
  const { error, refetch, data = last } = results
  return (
    <>
      {results.data === undefined && last !== undefined && (
        <p className="notice">
          These are the numbers that were read last, by what was chosen before.
        </p>
      )}
      <Loaded query={{ data, error, refetch }} what="the results from the events" title={key}>
        {(found) => <ResultsArticle results={found} view={view} isUpdating={results.isFetching} />}
      </Loaded>
    </>
  )
}

/** What was read last of an experiment, whatever was asked. */
function lastOf(queries: QueryClient, environment: string, key: string): Results | undefined {
  return queries
    .getQueryCache()
    .findAll({ queryKey: ['results', environment, key] })
    .toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
    .map(({ state }) => state.data as Results | undefined)
    .find((data) => data !== undefined)
}

/** Results, of now or as they were frozen. */
export function ResultsArticle({
  results,
  view,
  isUpdating,
}: {
  readonly results: Results
  readonly view: ResultsView
  readonly isUpdating: boolean
}) {
  const { environment, title, key, hypothesis, simulated, computedAt, snapshot, status } = results
  // What the verdict says of its weeks stands beside it.
  const notes = results.analysis.notes.filter((note) => note !== results.verdict.caution)
  const isOld = snapshot === null && status === 'running' && isOlderThan(computedAt, OLD_MS)
  return (
    <article className="results" aria-busy={isUpdating}>
      <Title text={title ?? key}>
        <Star environment={environment} kind="experiment" of={key} name={title ?? key} />
        {simulated && <span className="chip simulated">Simulated: nobody did any of this</span>}
        {snapshot !== null && <span className="chip">Frozen {moment(snapshot.createdAt)}</span>}
      </Title>
      <p className="lead" dir="auto">
        {hypothesis}
      </p>
      <p className="as-of">
        <span className="faint">
          As of <time dateTime={computedAt}>{moment(computedAt)}</time>, {ago(computedAt)}
        </span>{' '}
        {isOld && <strong>These numbers are old. </strong>}
        <output className="faint">{isUpdating ? 'Updating …' : ''}</output>
      </p>
      <div className="tools">
        <Copies results={results} />
      </div>
      <Decided results={results} />
      <Verdict results={results} />
      <Health results={results} />
      <Progress results={results} />
      <Looks results={results} />
      <Chips results={results} view={view} />
      <Numbers results={results} view={view} />
      <section aria-labelledby="notes">
        <h2 id="notes">Notes</h2>
        {notes.length === 0 && <p>None.</p>}
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </section>
      {snapshot === null ? (
        <Annotations environment={environment} experiment={key} />
      ) : (
        <FrozenAnnotations results={results} />
      )}
      <Snapshots results={results} />
    </article>
  )
}

function Numbers({ results, view }: { readonly results: Results; readonly view: ResultsView }) {
  if (results.progress.units === 0 && (results.differs ?? []).length === 0)
    return <Waiting results={results} />
  if (results.progress.isFirstDay === true)
    return <FirstDay results={results} fit={view.fit === true} />
  const { fit } = view
  const [primary, ...others] = rowsOf(results)
  return (
    <>
      <p className="tools">
        <ViewLink view={view} change={{ fit: fit === true ? undefined : true }}>
          {fit === true ? 'End wide intervals in an arrow' : 'Fit all of every interval'}
        </ViewLink>
      </p>
      {primary !== undefined && (
        <Scorecard
          {...primary}
          results={results}
          fit={fit === true}
          words={[intervalWords(results), primary.words].filter(Boolean).join(' ')}
        />
      )}
      <OverTime results={results} view={view} />
      {others.map((group) => (
        <Scorecard key={group.title} {...group} results={results} fit={fit === true} />
      ))}
      <Times results={results} />
      <Segments results={results} view={view} />
      <OtherExperiments results={results} />
    </>
  )
}

function FrozenAnnotations({ results }: { readonly results: Results }) {
  const { annotations } = results.analysis
  return (
    <section aria-labelledby="annotations">
      <h2 id="annotations">What had happened outside</h2>
      {annotations.length === 0 && <p>Nothing was noted.</p>}
      <ul className="annotations">
        {annotations.map(({ day, title }) => (
          <li key={day + title}>
            <span className="number">{day}</span> <Name text={title} />
          </li>
        ))}
      </ul>
    </section>
  )
}
