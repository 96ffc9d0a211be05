import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { diffLines } from 'diff'
import { Loaded } from '../page/State.tsx'
import { rulesetQuery } from '../service/queries.ts'
import type { RulesetDocument } from '../service/shapes.ts'

/** What a version changed in a flag, or how the flag differs in another environment, line by line. */
export function Difference({
  environment,
  flag,
  version,
  other,
}: {
  readonly environment: string
  readonly flag: string
  readonly version?: number
  readonly other?: string
}) {
  const after = useQuery(rulesetQuery(environment, version))
  const before = useQuery(
    other === undefined
      ? rulesetQuery(environment, Math.max(0, (version ?? 1) - 1))
      : rulesetQuery(other),
  )
  const text =
    other === undefined
      ? `What version ${version} changed`
      : `How ${environment} differs from ${other}`
  return (
    <section aria-labelledby="difference" className="panel">
      <h2 id="difference">{text}</h2>
      <Loaded query={before} what="what was before">
        {(old) => (
          <Loaded query={after} what="what came after">
            {(now) => <Lines before={written(old, flag)} after={written(now, flag)} />}
          </Loaded>
        )}
      </Loaded>
      <Link
        to="/environments/$environment/flags/$key"
        params={{ environment, key: flag }}
        search={{}}
      >
        Close
      </Link>
    </section>
  )
}

function Lines({ before, after }: { readonly before: string; readonly after: string }) {
  if (before === after) return <p>Nothing of this flag.</p>
  const parts = diffLines(before, after, { maxEditLength: 5_000 })
  if (parts === undefined) return <p>It differs in too much to show line by line.</p>
  return (
    <pre className="difference" tabIndex={0} aria-label="Lines that differ">
      {parts.map(({ value, added, removed }, index) => {
        const lines = value.replace(/\n$/, '').split('\n')
        if (!added && !removed) {
          const shown = lines.length > 6 ? [...lines.slice(0, 2), '…', ...lines.slice(-2)] : lines
          return <span key={index}>{shown.map((line) => `  ${line}\n`).join('')}</span>
        }
        const sign = added ? '+' : '−'
        const text = lines.map((line) => `${sign} ${line}\n`).join('')
        return added ? <ins key={index}>{text}</ins> : <del key={index}>{text}</del>
      })}
    </pre>
  )
}

function written({ flags = {} }: RulesetDocument, flag: string): string {
  const found = Object.hasOwn(flags, flag) ? flags[flag] : undefined
  return found === undefined ? '' : `${JSON.stringify(found, null, 2)}\n`
}
