import { LineChart } from '../charts/LineChart.tsx'
import { isolate } from '../page/isolate.ts'
import type { Results } from '../service/shapes/results.ts'
import { percent } from './format.ts'
import { lasting } from './time-words.ts'
import { knownMs, timesData } from './times-data.ts'

/** How many had got there after how long, for each metric that is a time. */
export function Times({ results }: { readonly results: Results }) {
  const charts = results.apart.flatMap((apart) => {
    const data = apart.kind === 'time_to_event' ? timesData(apart, results) : undefined
    const horizonMs = results.metrics[apart.metric]?.horizonMs ?? 0
    const isShort = (knownMs(apart, horizonMs) ?? 0) < horizonMs
    const short = isShort
      ? ` Nobody of some variant has been here for ${lasting(horizonMs)} yet.`
      : ''
    return data === undefined ? [] : [{ apart, data, short }]
  })
  if (charts.length === 0) return null
  return (
    <section aria-labelledby="times">
      <h2 id="times">How long it takes</h2>
      <div className="over-time">
        {charts.map(({ apart: { metric }, data, short }) => (
          <LineChart
            key={metric}
            title={isolate(results.metrics[metric]?.title ?? metric)}
            data={data}
            format={percent}
            words={`The share that had got there after a time: ${data.lines
              .map(({ name, points }) => `${isolate(name)} ${percent(lastOf(points))}`)
              .join(
                ', ',
              )} within ${data.places.at(-1) ?? ''}. Whoever has not been here for so long counts until then.${short}`}
          />
        ))}
      </div>
    </section>
  )
}

function lastOf(points: readonly { readonly value: number }[]): number {
  return points.at(-1)?.value ?? 0
}
