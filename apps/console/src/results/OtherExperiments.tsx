import { isolate } from '../page/isolate.ts'
import { Sideways } from '../page/Sideways.tsx'
import { UNDEFINED_METRIC } from '../service/shapes/metrics.ts'
import type { Interaction, Results } from '../service/shapes/results.ts'
import { count, metricDifference, pValue } from './format.ts'
import { interactionWords } from './interaction-words.ts'
import { refusalWords } from './refusal-words.ts'

/** Whether other experiments on the same people change the effect. */
export function OtherExperiments({ results }: { readonly results: Results }) {
  const { interactions = [], unasked, metrics } = results
  if (interactions.length === 0) return null
  const titleOf = (metric: string): string => isolate(metrics[metric]?.title ?? metric)
  return (
    <section aria-labelledby="other-experiments">
      <h2 id="other-experiments">Other experiments on the same people</h2>
      {interactionWords(interactions, titleOf, unasked).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <Sideways label="Other experiments, as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Experiment</th>
              <th scope="col">Metric</th>
              <th scope="col">Here, there</th>
              <th scope="col" className="number">
                Units
              </th>
              <th scope="col" className="number">
                Effects differ by
              </th>
              <th scope="col" className="number">
                p
              </th>
            </tr>
          </thead>
          <tbody>
            {interactions.map((one) => (
              <tr key={[one.experiment, one.metric, one.treatment, one.otherTreatment].join(' ')}>
                <th scope="row">{one.experiment}</th>
                <td>{titleOf(one.metric)}</td>
                <td>
                  {one.treatment}, {one.otherTreatment}
                </td>
                <td className="number">{count(one.units)}</td>
                <td className="number">{differenceOf(one, results)}</td>
                <td className="number">
                  {one.adjustedP === undefined ? '' : pValue(one.adjustedP)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
    </section>
  )
}

function differenceOf({ difference, metric }: Interaction, { metrics }: Results): string {
  if ('refused' in difference) return refusalWords(difference.refused)
  const definition = metrics[metric] ?? UNDEFINED_METRIC
  const { estimate, interval } = difference
  const [middle, low, high] = [estimate, interval.low, interval.high].map((value) =>
    metricDifference(value, definition),
  )
  return `${middle} (${low} to ${high})`
}
