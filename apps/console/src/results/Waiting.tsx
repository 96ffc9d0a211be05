import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { exposuresQuery } from '../service/queries.ts'
import type { Results } from '../service/shapes/results.ts'
import { count } from './format.ts'

const AGAIN_MS = 5_000
const DAY_S = 86_400

/** What to look at while nobody has met a variant, with how many have by now. */
export function Waiting({ results }: { readonly results: Results }) {
  const { plan, environment, from } = results
  const [asked] = useState(() => ({
    from: new Date(Math.max(Date.parse(from), Date.now() - 30 * DAY_S * 1_000)).toISOString(),
    bucketSeconds: DAY_S,
  }))
  const { data, error } = useQuery({
    ...exposuresQuery(environment, plan.flag, asked),
    refetchInterval: AGAIN_MS,
  })
  const exposures = (data ?? []).reduce((sum, one) => sum + one.exposures, 0)
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">Waiting for the first exposure</h2>
      <output className="live number">
        {data === undefined
          ? error === null
            ? 'Counting …'
            : 'Exposures cannot be counted now.'
          : `${count(exposures)} ${exposures === 1 ? 'exposure' : 'exposures'} of ${plan.flag} since it began, counted every five seconds.`}
      </output>
      <p>
        {exposures === 0
          ? 'Nobody has met a variant yet. Look at these, in this order:'
          : 'People meet the flag, but none of them is counted here. Look at these, in this order:'}
      </p>
      <ol>
        <li>
          Is the flag <code>{plan.flag}</code> on, and does its rule let anybody in?
        </li>
        <li>
          Do pages with the flag send events? See them with <code>sluice events tail</code>.
        </li>
        <li>
          Do those events name the unit <code>{plan.unit}</code>?
        </li>
      </ol>
    </section>
  )
}
