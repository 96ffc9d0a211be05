import { Name } from '../page/Name.tsx'
import { standingOf } from '../experiments/status.ts'
import { moment } from '../page/time.ts'
import type { Results } from '../service/shapes/results.ts'
import { count, counted, signedPercent } from './format.ts'
import { livedWords } from './lived-words.ts'

const DAY_MS = 86_400_000

/** How far it has come, and what it could find by now. */
export function Progress({ results }: { readonly results: Results }) {
  const { progress, status, metrics, until, looks } = results
  const { word, why } = standingOf(results)
  const isEnded = status === 'stopped' || status === 'decided'
  const { units, plannedUnits, startedAt, plannedEndAt, daysLeft, detectable, lived } = progress
  const { countedFrom = startedAt } = progress
  const passed = (new Date(until).getTime() - countedFrom) / (plannedEndAt - countedFrom)
  const counts = lived?.units ?? units
  const share = Math.min(1, Math.max(0, plannedUnits === null ? passed : counts / plannedUnits))
  const waited = livedWords(results)
  const of =
    plannedUnits === null
      ? `${Math.round(share * 100)} % of the planned time`
      : `${count(counts)} of ${count(plannedUnits)} units`
  // Where the plan counts them all, they are told already.
  const came =
    plannedUnits === null || waited !== undefined ? ` · ${counted(units, 'unit')} came` : ''
  return (
    <section aria-labelledby="progress" className="progress">
      <h2 id="progress">Progress</h2>
      <p>
        <span className={`chip ${status}`} title={why}>
          {word}
        </span>{' '}
        {why}
      </p>
      <progress value={share} max={1} aria-label={of} />
      <p className="number">
        {of}
        {came} ·{' '}
        {isEnded
          ? `ran ${counted(Math.floor((new Date(until).getTime() - startedAt) / DAY_MS), 'day')}`
          : `${daysLeft === 0 ? 'no days' : counted(daysLeft, 'day')} left`}{' '}
        · since {moment(startedAt)}
        {countedFrom > startedAt && `, counted anew since ${moment(countedFrom)}`}, planned until{' '}
        {moment(plannedEndAt)}
      </p>
      {waited !== undefined && <p>{waited}</p>}
      {detectable.map(
        ({ metric, lift }) =>
          lift !== null && (
            <p key={metric}>
              <Name text={metrics[metric]?.title ?? metric} />: a lift of{' '}
              <span className="number">{signedPercent(lift).slice(1)}</span> or more{' '}
              {typeof looks?.shown === 'number'
                ? 'could be found at the look'
                : isEnded
                  ? 'could have been found'
                  : 'would be found now'}
              .
            </p>
          ),
      )}
    </section>
  )
}
