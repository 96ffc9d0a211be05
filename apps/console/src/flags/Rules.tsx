import { Name } from '../page/Name.tsx'
import type { FlagDocument, RuleDocument } from '../service/shapes/ruleset.ts'

const BPS = 10_000

/** The rules of a flag in their order, in words where words say it all. */
export function Rules({ flag }: { readonly flag: FlagDocument }) {
  const { rules = [], prerequisites = [], defaultVariant = 'off' } = flag
  return (
    <section aria-labelledby="rules">
      <h2 id="rules">Rules</h2>
      {prerequisites.map((needed) => (
        <p key={needed.flag}>
          First, <code>{needed.flag}</code> has to serve {needed.variants.join(' or ')}.
        </p>
      ))}
      <ol className="rules">
        {rules.map((rule) => (
          <li key={rule.id}>
            <h3>
              <Name text={rule.title ?? rule.id} />{' '}
              {rule.title !== undefined && <code>{rule.id}</code>}
            </h3>
            {rule.description !== undefined && <p>{rule.description}</p>}
            {rule.when === undefined ? (
              <p>For everybody</p>
            ) : (
              <pre>when {JSON.stringify(rule.when, null, 2)}</pre>
            )}
            <p>{servedBy(rule)}</p>
          </li>
        ))}
      </ol>
      <p>
        Everybody else is served <code>{defaultVariant}</code>.
      </p>
    </section>
  )
}

function servedBy({ serve }: RuleDocument): string {
  if (serve.variant !== undefined) return `serve ${serve.variant}`
  const shares = (serve.split ?? [])
    .map(({ variant, weightBps }) => `${variant} ${percent(weightBps)}`)
    .join(', ')
  const { coverageBps = BPS, by = 'targetingKey' } = serve
  return `split by ${by}: ${shares}${coverageBps < BPS ? `, of ${percent(coverageBps)} of them` : ''}`
}

function percent(bps: number): string {
  return `${Number((bps / 100).toFixed(2))} %`
}
