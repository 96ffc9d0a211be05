import { useQuery } from '@tanstack/react-query'
import { rulesetQuery } from '../service/queries.ts'
import type { Results } from '../service/shapes/results.ts'
import type { ResultsView } from './view.ts'
import { ViewLink } from './ViewLink.tsx'

/** The switch for segments that nobody declared: to find questions, not answers. */
export function Explore({
  results: { environment, plan, differs = [] },
  view,
}: {
  readonly results: Results
  readonly view: ResultsView
}) {
  const { data } = useQuery(rulesetQuery(environment))
  const planned = new Set(plan.segments ?? [])
  const others = Object.entries(data?.attributes ?? {})
    .filter(
      ([name, { stored, sensitive }]) =>
        stored === true && sensitive !== true && !planned.has(name),
    )
    .map(([name]) => name)
  const chosen = (view.explore ?? '').split(',').filter((name) => others.includes(name))
  if (others.length === 0) return null
  return (
    <section aria-labelledby="explore">
      <h2 id="explore">Explore</h2>
      <p>
        These segments were not declared before the start. What differs in them is a question for
        another experiment; p is corrected over all values of a segment.
        {differs.length > 0 && ' They are not shown for a range of days.'}
      </p>
      <p className="tools">
        {others.map((name) => {
          const isOn = chosen.includes(name)
          const next = isOn ? chosen.filter((one) => one !== name) : [...chosen, name]
          return (
            <ViewLink
              key={name}
              view={view}
              change={{ explore: next.length === 0 ? undefined : next.join(',') }}
            >
              {isOn ? `Hide ${name}` : `Split by ${name}`}
            </ViewLink>
          )
        })}
      </p>
    </section>
  )
}
