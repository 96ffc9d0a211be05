import { LineChart } from '../../charts/LineChart.tsx'
import type { Results } from '../../service/shapes/results.ts'
import { count, percent, pValue } from '../format.ts'
import { sharesByDay } from './by-day.ts'
import { Check, sqlOf } from './Check.tsx'
import { expectedShares, isEdited, isNothingYet } from './expected.ts'

const CAUSES = [
  'A variant that crashes or loads slowly, before its exposure is recorded.',
  'A redirect or a cache that serves one variant to people of the other.',
  'An exposure that is recorded under a condition that only one variant meets.',
  'Robots, which one variant invites more than the other.',
  'Weights that were changed while it ran.',
]

/** Whether units divide as planned. */
export function Shares({ results }: { readonly results: Results }) {
  const { analysis, units, verdict } = results
  const { srmSequential, srm, diagnosis } = analysis.health
  const mismatch = verdict.grey.find(({ code }) => code === 'SAMPLE_RATIO_MISMATCH')
  const isGood = !srmSequential.isMismatch && mismatch === undefined
  const total = Object.values(units).reduce((sum, n) => sum + n, 0)
  const aim = isEdited(results) ? 'is what it was edited to' : 'are planned'
  const seen = expectedShares(results)
    .map(
      ({ key, share }) =>
        `${key} has ${count(units[key] ?? 0)}, ${total === 0 ? 'none' : percent((units[key] ?? 0) / total)} of all, where ${percent(share)} ${aim}`,
    )
    .join('; ')
  return (
    <Check
      name="Shares"
      isGood={isGood && isNothingYet(results) ? undefined : isGood}
      said={
        isGood
          ? isEdited(results)
            ? 'as edited'
            : 'as planned'
          : `not as planned${sinceOf(mismatch?.since)}`
      }
      causes={[
        ...diagnosis.map(({ evidence, advice }) => `${evidence} ${advice}`),
        ...(isGood || diagnosis.length === 0 ? CAUSES : CAUSES.slice(0, 3)),
      ]}
      sql={sqlOf(results, 'units')}
    >
      <LineChart
        title="Share of all units until a day"
        level={3}
        data={sharesByDay(results)}
        format={percent}
        words={`${seen}.`}
      />
      <p>
        Sample ratio mismatch: p {pValue(srmSequential.p)} by a test that is valid at every look
        {'p' in srm && `, and ${pValue(srm.p)} by one that is read once`}.
        {!isGood && mismatch?.since !== undefined && ` It is there since ${mismatch.since}.`}
      </p>
    </Check>
  )
}

function sinceOf(day: string | undefined): string {
  return day === undefined ? '' : ` since ${day}`
}
