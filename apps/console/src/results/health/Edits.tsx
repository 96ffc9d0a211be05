import { Name } from '../../page/Name.tsx'
import { LineChart } from '../../charts/LineChart.tsx'
import { moment } from '../../page/time.ts'
import type { Results } from '../../service/shapes/results.ts'
import { count } from '../format.ts'
import { unitsByDay } from './by-day.ts'
import { Check } from './Check.tsx'

const CAUSES = [
  'Somebody changed weights, coverage or who is let in, by a push or by a rollout.',
  'A rule above that of the experiment, which decides who gets as far as it.',
  'The flag was turned off and on again.',
  'A segment, a layer, a holdout or a required flag that its rule depends on.',
  'Whose exposures the flag records: its policy, or its sampling.',
]

/** What was changed while it ran, which every chart has a line for. */
export function Edits({ results }: { readonly results: Results }) {
  const { edits, days } = results
  return (
    <Check
      name="Edits while it ran"
      isGood={edits.length === 0}
      said={edits.length === 0 ? 'none' : String(edits.length)}
      causes={CAUSES}
      sql=""
    >
      {days.length > 0 && (
        <LineChart
          title="New units a day, with what was changed"
          level={3}
          data={unitsByDay(results)}
          format={count}
          words={edits.length === 0 ? 'It ran as it was sealed.' : 'Each edit is a line.'}
        />
      )}
      {edits.map(({ version, at, actor, what, name, reason }) => (
        <p key={`${version} ${what} ${name ?? ''}`}>
          Version {version}: {what}
          {name !== undefined && (
            <>
              {' '}
              <Name text={name} />
            </>
          )}
          , by <Name text={actor} />, {moment(at)}
          {reason !== null && (
            <>
              : “<Name text={reason} />”
            </>
          )}
        </p>
      ))}
    </Check>
  )
}
