import type { ReactNode } from 'react'
import { Copy } from '../../page/Copy.tsx'
import type { Results } from '../../service/shapes/results.ts'

/** One question about the data: its answer in sight, and a panel with what it rests on. */
export function Check({
  name,
  isGood,
  said,
  causes,
  sql,
  children,
}: {
  readonly name: string
  /** `undefined` while there is nothing to find good or bad. */
  readonly isGood: boolean | undefined
  /** The answer in a few words. */
  readonly said: string
  /** Where to look when it is bad, the most frequent first. */
  readonly causes: readonly string[]
  /** What it was read with; nothing where no events were asked. */
  readonly sql: string
  readonly children: ReactNode
}) {
  return (
    <details className={isGood === undefined ? 'open' : isGood ? 'good' : 'bad'}>
      <summary>
        <span aria-hidden="true">{isGood === undefined ? '–' : isGood ? '✓' : '✗'}</span> {name}:{' '}
        <strong>{isGood === undefined ? 'nothing yet' : said}</strong>
      </summary>
      {children}
      <h3>{isGood === false ? 'What it may come from' : 'What else could break it'}</h3>
      <ul>
        {causes.map((cause) => (
          <li key={cause}>{cause}</li>
        ))}
      </ul>
      {sql !== '' && <Copy text={() => sql}>Copy the SQL</Copy>}
    </details>
  )
}

/** The SQL that was run to find something out, ready to be pasted. */
export function sqlOf({ queries }: Pick<Results, 'queries'>, about: string): string {
  const own = queries.filter((query) => query.about === about)
  // What an earlier release froze does not say what a query was for.
  const found = own.length === 0 ? queries.slice(0, 1) : own
  return found
    .map(({ sql, params }) => `${sql.trim()}\n-- with ${JSON.stringify(params)}\n`)
    .join('\n')
}
