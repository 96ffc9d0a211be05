import { LineChart } from '../../charts/LineChart.tsx'
import type { Results } from '../../service/shapes/results.ts'
import { count, percent } from '../format.ts'
import { emptyDays, isOnEveryDay, unitsByDay } from './by-day.ts'
import { Check, sqlOf } from './Check.tsx'
import { expectedShares, isNothingYet } from './expected.ts'

const CAUSES = [
  'The flag was off for a while, or its rule let nobody in: see what changed in its history.',
  'A release of the page that does not read the flag any more.',
  'Events that could not be sent, or that the service refused: see its log and its metrics.',
  'A day on which nobody comes, such as a holiday: add it as an annotation.',
]

/** Whether people come to every variant on every day. */
export function Days({ results }: { readonly results: Results }) {
  const { days } = results
  const empty = emptyDays(results)
  const totals = days.map(({ units }) => Object.values(units).reduce((sum, n) => sum + n, 0))
  const target = expectedShares(results)
    .map(({ key, share }) => `${key} ${percent(share)}`)
    .join(', ')
  return (
    <Check
      name="Exposures a day"
      isGood={isNothingYet(results) ? undefined : empty.length === 0}
      said={
        empty.length > 0
          ? `none on ${shortened(empty)}`
          : isOnEveryDay(results)
            ? 'on every day'
            : 'no unexpected gap'
      }
      causes={CAUSES}
      sql={['units', 'days'].map((about) => sqlOf(results, about)).join('\n')}
    >
      {days.length === 0 ? (
        <p>Nobody has come yet.</p>
      ) : (
        <LineChart
          title="New units a day"
          level={3}
          data={unitsByDay(results)}
          format={count}
          words={`Between ${count(Math.min(...totals))} and ${count(Math.max(...totals))} new units a day, to be split ${target}.`}
        />
      )}
    </Check>
  )
}

function shortened(days: readonly string[]): string {
  const [first = '', ...rest] = days
  return rest.length === 0 ? first : `${first} and ${rest.length} more`
}
