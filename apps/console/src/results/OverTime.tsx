import type { Series } from '@sluice/stats'
import { LineChart } from '../charts/LineChart.tsx'
import { isolate } from '../page/isolate.ts'
import { UNDEFINED_METRIC } from '../service/shapes/metrics.ts'
import type { Results } from '../service/shapes/results.ts'
import { metricDifference, spokenDifference } from './format.ts'
import { seriesData } from './series-data.ts'
import { seriesWords } from './series-words.ts'
import type { ResultsView } from './view.ts'
import { ViewLink } from './ViewLink.tsx'

const TABS = [
  [undefined, 'Cumulative'],
  ['daily', 'Daily'],
  ['since', 'Days since exposure'],
] as const

/** The primary metrics over time: of all until a day, of each day alone, or from exposure on. */
export function OverTime({
  results,
  view,
}: {
  readonly results: Results
  readonly view: ResultsView
}) {
  if (results.analysis.series.length === 0) return null
  return (
    <section aria-labelledby="over-time">
      <h2 id="over-time">Over time</h2>
      <nav className="tabs" aria-label="Over time">
        {TABS.map(([over, name]) => (
          <ViewLink key={name} view={view} change={{ over }}>
            {name}
          </ViewLink>
        ))}
      </nav>
      <p className="faint">Days begin at midnight in UTC.</p>
      {view.over === undefined && <CumulativeOptions results={results} view={view} />}
      <div className="over-time">
        {results.analysis.series.map((series) => (
          <SeriesChart
            key={`${series.metric} ${series.treatment}`}
            series={series}
            results={results}
            view={view}
          />
        ))}
      </div>
    </section>
  )
}

function CumulativeOptions({
  results,
  view,
}: {
  readonly results: Results
  readonly view: ResultsView
}) {
  const { along, once } = view
  return (
    <>
      <p className="tools">
        {results.progress.plannedUnits !== null && (
          <ViewLink view={view} change={{ along: along === undefined ? 'information' : undefined }}>
            {along === undefined ? 'Along what is known' : 'Along days'}
          </ViewLink>
        )}
        {(results.overTime ?? []).length > 0 && (
          <ViewLink view={view} change={{ once: once === true ? undefined : true }}>
            {once === true ? 'Hide the test that is read once' : 'Show a test that is read once'}
          </ViewLink>
        )}
      </p>
      {once === true && (
        <p className="notice bad">
          ✗ The narrower interval holds for one look, at a time that was fixed beforehand. Whoever
          looks every day and stops when it leaves zero out is wrong far too often.
        </p>
      )}
    </>
  )
}

function SeriesChart({
  series,
  results,
  view,
}: {
  readonly series: Series
  readonly results: Results
  readonly view: ResultsView
}) {
  const definition = results.metrics[series.metric] ?? UNDEFINED_METRIC
  const format = (value: number): string => metricDifference(value, definition)
  const spoken = (value: number): string => spokenDifference(value, definition)
  const title = `${isolate(definition.title ?? series.metric)}, ${series.treatment} less ${results.plan.control}`
  const data = seriesData({ series, results, view })
  if (data === undefined) {
    return (
      <div>
        <h3>{title}</h3>
        <p>Too few people have come yet to say anything of this.</p>
      </div>
    )
  }
  return (
    <LineChart
      title={title}
      data={data}
      format={format}
      spoken={spoken}
      words={seriesWords({
        series,
        data,
        view,
        stopping: results.plan.stopping.kind,
        format,
        spoken,
      })}
    />
  )
}
