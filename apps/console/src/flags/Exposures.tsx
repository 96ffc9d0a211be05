import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { LineChart } from '../charts/LineChart.tsx'
import { Loaded } from '../page/State.tsx'
import { count } from '../results/format.ts'
import { exposuresQuery } from '../service/queries.ts'
import { exposureChart, SPANS, spanOf, type SpanName } from './exposure-chart.ts'

/** How often a flag was shown, variant by variant, over a stretch of time that is in the address. */
export function Exposures({
  environment,
  flag,
  span: name = 'fortnight',
}: {
  readonly environment: string
  readonly flag: string
  readonly span: SpanName | undefined
}) {
  // Of when the page was opened: it does not move on under somebody who reads it.
  const [openedAt] = useState(() => Date.now())
  const span = spanOf(name, openedAt)
  const counts = useQuery(exposuresQuery(environment, flag, span))
  return (
    <section aria-labelledby="exposures">
      <h2 id="exposures">Exposures</h2>
      <nav className="tabs" aria-label="How far back">
        {Object.entries(SPANS).map(([one, { text }]) => (
          <Link
            key={one}
            to="/environments/$environment/flags/$key"
            params={{ environment, key: flag }}
            search={(old) => ({
              ...old,
              span: one === 'fortnight' ? undefined : (one as SpanName),
            })}
            resetScroll={false}
            activeOptions={{ exact: true }}
          >
            {text}
          </Link>
        ))}
      </nav>
      <Loaded query={counts} what="the exposures">
        {(items) => {
          const total = items.reduce((sum, { exposures }) => sum + exposures, 0)
          if (total === 0) {
            return (
              <p>
                Nobody was shown this flag in the {SPANS[name].text.toLowerCase()}. A flag that
                decides permissions or stops something records no exposures unless it says so.
              </p>
            )
          }
          const data = exposureChart(items, span)
          const shares = data.lines.map(({ name: variant, points }) => {
            const own = points.reduce((sum, { value }) => sum + value, 0)
            return `${variant} ${count(own)}`
          })
          return (
            <LineChart
              title={`Exposures ${span.bucketText}`}
              data={data}
              format={count}
              words={`${count(total)} in all: ${shares.join(', ')}. What an override showed is not counted.`}
            />
          )
        }}
      </Loaded>
    </section>
  )
}
