import { Sideways } from '../page/Sideways.tsx'
import { count, signedPercent } from '../results/format.ts'
import type { Seen } from './chart-scale.ts'
import { clock } from './duration.ts'
import type { Happened } from './events-on-time.ts'
import { FINDINGS } from './words.ts'

/** The numbers of a chart, with what happened between them. */
export function ChartTable({
  title,
  points,
  happened,
}: {
  readonly title: string
  readonly points: readonly Seen[]
  readonly happened: readonly Happened[]
}) {
  return (
    <Sideways label={`${title}, as a table`}>
      <table className="number">
        <thead>
          <tr>
            <th scope="col">Look</th>
            <th scope="col">Difference</th>
            <th scope="col">Interval</th>
            <th scope="col">Method</th>
            <th scope="col">Units</th>
            <th scope="col">Finding</th>
            <th scope="col">What happened before it</th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ at, estimate, low, high, method, units, finding }, index) => (
            <tr key={at}>
              <th scope="row">{clock(at)}</th>
              <td>{estimate === null ? '–' : signedPercent(estimate)}</td>
              <td>
                {signedPercent(low)} to {high === null ? 'no bound' : signedPercent(high)}
              </td>
              <td>{method === undefined ? '–' : <code>{method}</code>}</td>
              <td>
                {units === null ? '–' : `${count(units.treatment)} / ${count(units.control)}`}
              </td>
              <td>
                {FINDINGS[finding].mark} {FINDINGS[finding].word}
              </td>
              <td>
                {happened
                  .filter((one) => one.at <= at && one.at > (points[index - 1]?.at ?? -Infinity))
                  .map(({ text }) => text)
                  .join(' ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  )
}
