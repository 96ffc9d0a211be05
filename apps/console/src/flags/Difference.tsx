import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { diffLines } from 'diff'
import { Sideways } from '../page/Sideways.tsx'
import { Loaded } from '../page/State.tsx'
import { rulesetQuery } from '../service/queries.ts'
import type { RulesetDocument } from '../service/shapes/ruleset.ts'

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

/** Two texts, line by line. */
export function Lines({ before, after }: { readonly before: string; readonly after: string }) {
  if (before === after) return <p>Nothing of this flag.</p>
  const parts = diffLines(before, after, { maxEditLength: 5_000 })
  if (parts === undefined) return <p>It differs in too much to show line by line.</p>
  /* oxlint-disable react/no-array-index-key -- parts never move: another difference is another page */
  return (
    <Sideways label="Lines that differ">
      <pre className="difference">
        {parts.map(({ value, added, removed }, key) => {
          const lines = value.replace(/\n$/, '').split('\n')
          if (!added && !removed)
            return <span key={key}>{shortened(lines).map(kept).join('')}</span>
          const text = lines.map((line) => `${added ? '+' : '−'} ${line}\n`).join('')
          return added ? <ins key={key}>{text}</ins> : <del key={key}>{text}</del>
        })}
      </pre>
    </Sideways>
  )
  /* oxlint-enable react/no-array-index-key */
}

/** What is the same is shown as far as one needs to see where one is. */
function shortened(lines: readonly string[]): readonly string[] {
  return lines.length > 6 ? [...lines.slice(0, 2), '…', ...lines.slice(-2)] : lines
}

function kept(line: string): string {
  return `  ${line}\n`
}

function written({ flags = {} }: RulesetDocument, flag: string): string {
  const found = Object.hasOwn(flags, flag) ? flags[flag] : undefined
  return found === undefined ? '' : `${JSON.stringify(found, null, 2)}\n`
}
