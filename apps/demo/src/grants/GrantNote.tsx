import type { GrantStatus } from '@sluice/client/grants'
import type { ReactElement } from 'react'
import { grants } from '../gates.ts'
import { useGrant } from './use-grant.ts'
import './grant-note.css'

/** What somebody granted this tab to be shown, until when, or why it is not. */
export function GrantNote(): ReactElement | undefined {
  const grant = useGrant()
  if (grant === undefined) return undefined
  return (
    <section className="grant-note" aria-labelledby="grant-title" data-state={grant.state}>
      <h2 id="grant-title">{grant.state === 'refused' ? 'A grant was refused' : 'A grant'}</h2>
      <p>{inWords(grant)}</p>
      {grant.state === 'active'
        ? grant.ignored.map(({ flag, detail }) => <p key={flag}>{detail}</p>)
        : undefined}
      <button type="button" className="link-button" onClick={grants.drop}>
        {grant.state === 'refused' ? 'Forget it' : 'End it in this tab'}
      </button>
    </section>
  )
}

function inWords(grant: GrantStatus): string {
  if (grant.state === 'refused') return grant.detail
  const time = new Date(grant.expiresAt).toLocaleTimeString('en-GB', { timeStyle: 'short' })
  const shows = Object.entries(grant.forced)
    .map(([flag, variant]) => `${flag} as ${variant}`)
    .join(', ')
  if (grant.state === 'asking') return `The service is asked for ${shows}.`
  return shows === '' ? 'It forces nothing.' : `Shows ${shows} until ${time}. None of it counts.`
}
