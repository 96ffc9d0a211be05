import type { SluiceStatus } from '@sluice/client'
import type { ReactElement } from 'react'
import { GrantStrip } from '../production/GrantStrip.tsx'
import { ago } from './ago.ts'
import { useClientState, useDesk } from './desk.ts'
import { useClock } from './use-clock.ts'

/** How the page stands with its service, what is forced, and the way out. */
export function Head(): ReactElement {
  const { seat, client, replace, say } = useDesk()
  const { status, overrides } = useClientState()
  useClock()
  const { size } = overrides
  const age = ageOf(status)
  const isBad = /^(stale|offline|unauthorized)$/.test(status.state)
  return (
    <>
      <header>
        <h2>Sluice</h2>
        <p className="soft status">
          {isBad ? status.state : [statusWords(status), age].filter(Boolean).join(', ')}
        </p>
        {size > 0 && (
          <button
            type="button"
            onClick={() =>
              replace(new Map(), size === 1 ? '1 flag reset.' : `${size} flags reset.`)
            }
          >
            Reset all ({size})
          </button>
        )}
        {seat.popOut && (
          <button
            type="button"
            className="icon"
            aria-label="In a window of its own"
            onClick={() => void seat.popOut?.().catch(say)}
          >
            <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
              <path
                d="M6 3H3v10h10v-3M9 3h4v4M13 3 7 9"
                fill="none"
                stroke="currentColor"
                strokeWidth="1.5"
              />
            </svg>
          </button>
        )}
        {seat.minimise && (
          <button type="button" className="icon" aria-label="Minimise" onClick={seat.minimise}>
            –
          </button>
        )}
      </header>
      {seat.granted && <GrantStrip granted={seat.granted} />}
      {isBad && (
        <div className="notice red">
          <div>
            <output>{statusWords(status)}</output>
            {/* Not read aloud with each second. */}
            {age !== '' && <span>{age}</span>}
          </div>
          <button type="button" onClick={() => void client.refresh()}>
            Retry
          </button>
        </div>
      )}
    </>
  )
}

function ageOf({ state, fetchedAt }: SluiceStatus): string {
  if (!/^(ready|stale|unauthorized)$/.test(state)) return ''
  return fetchedAt === undefined ? 'nothing fetched yet' : `checked ${ago(fetchedAt)}`
}

function statusWords({ state, source, version, stream }: SluiceStatus): string {
  const of = version === undefined ? '' : `version ${version}`
  const live = stream === 'open' || stream === 'shared' ? 'live' : ''
  switch (state) {
    case 'ready':
      return [live, of].filter(Boolean).join(', ')
    case 'starting':
      return 'waiting for the first answer'
    case 'stale':
      return `The service does not answer; values from the ${[source, of].filter(Boolean).join(', ')}`
    case 'offline':
      return 'The service does not answer, and nothing is held: code serves its defaults'
    case 'unauthorized':
      return 'The service refuses the client key'
    case 'closed':
      return 'this client was closed'
  }
}
