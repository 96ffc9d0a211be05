import type { Fault } from '@sluice/client/inside'
import { useState, type ReactElement } from 'react'
import { keep } from '../overlay/keep.ts'
import type { KitProps } from '../panel/kit.ts'

interface Rehearsal {
  readonly name: string
  readonly what: string
  readonly fault: Fault
}

const REHEARSALS: readonly Rehearsal[] = [
  {
    name: 'Slow',
    what: 'Everything takes three seconds longer.',
    fault: { kind: 'slow', delayMs: 3000 },
  },
  { name: 'Gone', what: 'Nobody answers.', fault: { kind: 'gone' } },
  { name: 'Errors', what: 'The service answers 500.', fault: { kind: 'error', status: 500 } },
  { name: 'Refused', what: 'The service answers 401.', fault: { kind: 'error', status: 401 } },
  {
    name: 'Offline',
    what: 'Nobody answers, and the page is told that it is offline.',
    fault: { kind: 'offline' },
  },
]

/** Rehearses an outage, on this page alone and until it goes. */
export function FaultsTab({ kit }: KitProps): ReactElement {
  const { Crashes, useDesk, useInside } = kit
  const { client, say } = useDesk()
  const inside = useInside()
  const [, again] = useState(0)
  const [before, setBefore] = useState<'unknown' | 'granted' | 'denied'>()
  if (!inside)
    return <p className="empty">This client has no service, so nothing can go wrong with it.</p>
  const present = inside.fault()
  const set = (fault: Fault | undefined): void => {
    inside.setFault(fault)
    again((count) => count + 1)
  }
  const consent = client.consent()
  return (
    <div className="pad">
      {present && <p className="notice red">Rehearsed: {nameOf(present)}</p>}
      <fieldset>
        <legend>The service</legend>
        <label>
          <input
            type="radio"
            name="fault"
            data-first
            checked={!present}
            onChange={() => set(undefined)}
          />{' '}
          As it is
        </label>
        {REHEARSALS.map(({ name, what, fault }) => (
          <label key={name}>
            <input
              type="radio"
              name="fault"
              checked={JSON.stringify(present) === JSON.stringify(fault)}
              onChange={() => set(fault)}
            />{' '}
            <b>{name}</b> <span className="soft">{what}</span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>What is kept</legend>
        <p className="bar">
          <button
            type="button"
            onClick={() => {
              inside.expireCache()
              say('The cache is gone: the next visit begins without values.')
            }}
          >
            Expire the cache
          </button>
          <button
            type="button"
            onClick={() => {
              if (consent !== 'denied') setBefore(consent)
              client.setConsent(consent === 'denied' ? (before ?? 'granted') : 'denied')
              // They say of people who they are.
              if (consent !== 'denied') keep('personas', undefined)
              again((count) => count + 1)
              say(consent === 'denied' ? 'Consent is given again.' : 'Consent was revoked.')
            }}
          >
            {consent === 'denied' ? 'Give consent again' : 'Revoke consent'}
          </button>
        </p>
        <p className="soft">
          Consent is {consent}. Revoking it deletes what this browser has kept, as it does for
          everybody, and the personas that were saved here.
        </p>
      </fieldset>
      <Crashes kit={kit} />
    </div>
  )
}

function nameOf(fault: Fault): string {
  return (
    REHEARSALS.find((one) => JSON.stringify(one.fault) === JSON.stringify(fault))?.what ??
    fault.kind
  )
}
