import type { ReactElement } from 'react'
import { useClientState, useDesk } from '../panel/desk.ts'
import type { Granted } from './granted.ts'

/** What the grant shows and until when, what of it is ignored, and how to look past it. */
export function GrantStrip({ granted }: { readonly granted: Granted }): ReactElement {
  const { replace, say } = useDesk()
  useClientState()
  const grant = granted.grant()
  const isAside = granted.isAside()
  const until = grant && new Date(grant.expiresAt).toLocaleTimeString([], { timeStyle: 'short' })
  const named = Object.entries(grant?.forced ?? {}).map(
    ([flag, variant]) => `${flag} as ${variant}`,
  )
  return (
    <div className={`notice ${isAside ? 'blue' : 'amber'}`}>
      <div>
        <p>
          {!grant && 'The service is asked about the grant.'}
          {grant && named.length === 0 && 'The grant forces nothing.'}
          {grant && named.length > 0 && (
            <>
              <b>{isAside ? 'Set aside:' : 'Granted:'}</b> {named.join(', ')}, until {until}.{' '}
              {isAside ? 'You see what everybody sees.' : 'None of it counts.'}
            </>
          )}
        </p>
        {grant && grant.ignored.length > 0 && (
          <ul>
            {grant.ignored.map(({ flag, detail }) => (
              <li key={flag}>{detail}</li>
            ))}
          </ul>
        )}
      </div>
      {named.length > 0 && (
        <button
          type="button"
          onClick={() => {
            if (!isAside) return replace(new Map(), '')
            granted.takeUp()
            say('The grant is in force again.')
          }}
        >
          {isAside ? 'Take it up' : 'Set aside'}
        </button>
      )}
      <button type="button" onClick={granted.end}>
        End it
      </button>
    </div>
  )
}
