import type { ReactNode } from 'react'
import { Copy } from '../page/Copy.tsx'
import { moment } from '../page/time.ts'
import type { Results } from '../service/shapes.ts'
import { count, percent, pValue } from './format.ts'

/** Whether the numbers can be trusted: one part for each check, which opens to what was seen. */
export function Health({ results }: { readonly results: Results }) {
  const { analysis, edits, units, plan, queries, verdict } = results
  const { health } = analysis
  const { srmSequential, severalVariants, losses, problems, diagnosis } = health
  const missing = verdict.grey.filter(({ code }) => code === 'METRIC_MISSING')
  const different = losses.filter(({ isDifferent }) => isDifferent)
  const total = Object.values(units).reduce((sum, n) => sum + n, 0)
  return (
    <section className="health" aria-labelledby="health">
      <h2 id="health">Health</h2>
      <Check
        name="Shares"
        isGood={!srmSequential.isMismatch}
        said={srmSequential.isMismatch ? 'not as planned' : 'as planned'}
        query={queries[0]}
      >
        <table className="number">
          <thead>
            <tr>
              <th scope="col">Variant</th>
              <th scope="col">Seen</th>
              <th scope="col">Share</th>
              <th scope="col">Planned</th>
            </tr>
          </thead>
          <tbody>
            {plan.variants.map(({ key, share }) => (
              <tr key={key}>
                <th scope="row">{key}</th>
                <td>{count(units[key] ?? 0)}</td>
                <td>{total === 0 ? '–' : percent((units[key] ?? 0) / total)}</td>
                <td>{percent(share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p>Sample ratio mismatch, read at every look: p {pValue(srmSequential.p)}.</p>
        {diagnosis.map(({ stage, evidence, advice }) => (
          <p key={stage}>
            {evidence} {advice}
          </p>
        ))}
      </Check>
      <Check
        name="Units in several variants"
        isGood={severalVariants.share < 0.01}
        said={severalVariants.units === 0 ? 'none' : percent(severalVariants.share)}
        query={queries[0]}
      >
        <p>{count(severalVariants.units)} units met more than one variant, and are left out.</p>
      </Check>
      <Check
        name="Metric data"
        isGood={missing.length === 0 && different.length === 0 && problems.length === 0}
        said={
          missing.length + different.length + problems.length === 0
            ? 'all there'
            : 'something is missing'
        }
        query={queries[0]}
      >
        {[...missing.map(({ message }) => message), ...problems].map((text) => (
          <p key={text}>{text}</p>
        ))}
        {losses.map(({ of, variant, share, controlShare, p }) => (
          <p key={`${of} ${variant}`}>
            {of}, {variant}: {percent(share)} lost, {percent(controlShare)} in the control, p{' '}
            {pValue(p)}.
          </p>
        ))}
        {losses.length + missing.length + problems.length === 0 && <p>Nothing was lost.</p>}
      </Check>
      <Check
        name="Edits while it ran"
        isGood={edits.length === 0}
        said={edits.length === 0 ? 'none' : String(edits.length)}
      >
        {edits.length === 0 && <p>It ran as it was sealed.</p>}
        {edits.map(({ version, at, actor, what, reason }) => (
          <p key={version + what}>
            Version {version}: {what}, by {actor}, {moment(at)}
            {reason !== null && `: “${reason}”`}
          </p>
        ))}
      </Check>
    </section>
  )
}

function Check({
  name,
  isGood,
  said,
  query,
  children,
}: {
  readonly name: string
  readonly isGood: boolean
  readonly said: string
  readonly query?: Results['queries'][number] | undefined
  readonly children: ReactNode
}) {
  return (
    <details className={isGood ? 'good' : 'bad'}>
      <summary>
        <span aria-hidden="true">{isGood ? '✓' : '✗'}</span> {name}: <strong>{said}</strong>
      </summary>
      {children}
      {query !== undefined && (
        <Copy text={() => `${query.sql}\n-- ${JSON.stringify(query.params)}`}>Copy the SQL</Copy>
      )}
    </details>
  )
}
