import type { Results } from '../../service/shapes/results.ts'
import { Days } from './Days.tsx'
import { Edits } from './Edits.tsx'
import { MetricData } from './MetricData.tsx'
import { Several } from './Several.tsx'
import { Shares } from './Shares.tsx'

/** Whether the numbers can be trusted: one part for each check, which opens to what was seen. */
export function Health({ results }: { readonly results: Results }) {
  const { problems } = results.analysis.health
  return (
    <section className="health" aria-labelledby="health">
      <h2 id="health">Health</h2>
      {problems.length > 0 && (
        <ul>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <Shares results={results} />
      <Days results={results} />
      <Several results={results} />
      <MetricData results={results} />
      <Edits results={results} />
    </section>
  )
}
