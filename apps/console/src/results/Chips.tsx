import type { Results } from '../service/shapes.ts'
import { day } from '../page/time.ts'

/** By what the numbers were read, in sight. */
export function Chips({ results }: { readonly results: Results }) {
  const { plan, analysis, planHash, from, until } = results
  const chips = [
    `read ${plan.stopping.kind.replaceAll('_', ' ')}`,
    `alpha ${plan.alpha ?? 0.05}`,
    `corrected by ${plan.correction ?? 'nothing'}`,
    (plan.covariates ?? []).length > 0 ? 'with covariates' : 'without covariates',
    `${day(from)} to ${day(until)}`,
    `by ${plan.unit}`,
    ...(plan.exclusions ?? []).map((text) => `without: ${text}`),
  ]
  return (
    <ul className="chips" aria-label="How it was read">
      {chips.map((text) => (
        <li key={text} className="chip">
          {text}
        </li>
      ))}
      <li className="chip" title={planHash}>
        plan {planHash.slice(0, 8)}
      </li>
      {analysis.planChanges.length > 0 && <li className="chip bad">✗ Differs from plan</li>}
    </ul>
  )
}
