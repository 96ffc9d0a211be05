import { Link } from '@tanstack/react-router'
import { Copy } from '../page/Copy.tsx'
import { moment } from '../page/time.ts'
import type { Results } from '../service/shapes/results.ts'

/** What was frozen of an experiment, each under an address of its own. */
export function Snapshots({ results }: { readonly results: Results }) {
  const { environment, key, snapshots, snapshot } = results
  if (snapshots.length === 0 && snapshot === null) return null
  return (
    <section aria-labelledby="snapshots">
      <h2 id="snapshots">Frozen results</h2>
      {snapshot !== null && (
        <p>
          <Link to="/environments/$environment/experiments/$key" params={{ environment, key }}>
            What they are now
          </Link>
        </p>
      )}
      <ul>
        {snapshots.map(({ id, createdAt }) => (
          <li key={id}>
            <Link
              to="/environments/$environment/experiments/$key/snapshots/$id"
              params={{ environment, key, id }}
              aria-current={id === snapshot?.id ? 'page' : undefined}
            >
              {moment(createdAt)}
            </Link>{' '}
            <Copy text={() => addressOf(environment, key, id)}>Copy the link</Copy>
          </li>
        ))}
      </ul>
    </section>
  )
}

function addressOf(environment: string, key: string, id: string): string {
  const parts = [environment, 'experiments', key, 'snapshots', id].map(encodeURIComponent)
  return `${window.location.origin}/environments/${parts.join('/')}`
}
