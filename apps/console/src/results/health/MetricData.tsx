import { BarChart } from '../../charts/BarChart.tsx'
import { isolate } from '../../page/isolate.ts'
import type { Results } from '../../service/shapes/results.ts'
import { percent, pValue } from '../format.ts'
import { Check, sqlOf } from './Check.tsx'
import { isNothingYet } from './expected.ts'

const CODES = new Set(['METRIC_MISSING', 'LOSS_DIFFERS', 'DATA_UNHEALTHY'])

const CAUSES = [
  'An outcome that is tracked under another name than the metric asks for.',
  'A variant whose page does not track it, or crashes before it does.',
  'Pages that are left before events are sent, in one variant more than in the other.',
  'A source outside that does not answer.',
]

/** Whether what the metrics are made of came in, and from every variant alike. */
export function MetricData({ results }: { readonly results: Results }) {
  const { analysis, verdict, figures, metrics, apart } = results
  const { losses } = analysis.health
  const failed = apart.flatMap(({ metric, failed: why }) =>
    why === undefined ? [] : [`${isolate(metrics[metric]?.title ?? metric)}: ${why}`],
  )
  const texts = new Set([
    ...verdict.grey.filter(({ code }) => CODES.has(code)).map(({ message }) => message),
    ...failed,
  ])
  const isGood = texts.size === 0
  return (
    <Check
      name="Metric data"
      isGood={isGood && isNothingYet(results) ? undefined : isGood}
      said={isGood ? 'all there' : 'something is missing'}
      causes={CAUSES}
      sql={sqlOf(results, 'loss')}
    >
      {[...texts].map((text) => (
        <p key={text}>{text}</p>
      ))}
      {figures.length > 0 && (
        <BarChart
          title="Units that each metric knows, of those exposed"
          unit="Share"
          bars={figures.flatMap(({ metric, variants }) =>
            variants.map(({ variant, n }) => ({
              name: `${isolate(metrics[metric]?.title ?? metric)}, ${variant}`,
              value: n / Math.max(1, results.units[variant] ?? 0),
            })),
          )}
          format={percent}
        />
      )}
      {losses.map(({ of, variant, share, controlShare, p }) => (
        <p key={`${of} ${variant}`}>
          {of}, {variant}: {percent(share)} lost, {percent(controlShare)} in the control, p{' '}
          {pValue(p)}.
        </p>
      ))}
    </Check>
  )
}
