import { isBroken as isBrokenIn } from '@sluice/client/crashes'
import { drawnPlaces, type DrawnPlace } from '@sluice/react/overlay'
import { useReducer, useState, type ReactElement } from 'react'
import type { KitProps } from '../panel/kit.ts'

/** Crashes the treatment of a flag that the page shows, whoever gives it that, and mends it. */
export function Crashes({
  kit: { useClientState, useClock, useDesk, useInside },
}: KitProps): ReactElement {
  const { client, log } = useDesk()
  const { flags, overrides } = useClientState()
  const inside = useInside()
  // The page is drawn after what it is drawn from.
  useClock()
  const [flag, setFlag] = useState('')
  const [, again] = useReducer((count: number) => count + 1, 0)
  const places = [...drawnPlaces].filter((place) => place.flag === flag)
  const treated = places.find(isTreatment)
  const served = flags.get(flag)
  const forced = served?.metadata.overridable === false ? undefined : overrides.get(flag)
  const { variant } = treated?.details ?? forced ?? served ?? {}
  const isBroken = isBrokenIn(client, flag, variant)
  return (
    <fieldset>
      <legend>A treatment crashes</legend>
      <p className="bar">
        <select
          aria-label="Flag whose treatment crashes"
          value={flag}
          onChange={({ target }) => setFlag(target.value)}
        >
          <option value="">Choose a flag…</option>
          {[...new Set([...flags.keys(), ...overrides.keys()])].map((key) => (
            <option key={key} value={key}>
              {key}
            </option>
          ))}
        </select>
        <button
          type="button"
          disabled={flag === ''}
          onClick={() => {
            inside?.setBroken(flag, variant, !isBroken)
            log.note(flag, `${variant}: ${isBroken ? 'mended' : 'crashed'} by hand`)
            again()
          }}
        >
          {isBroken ? 'Mend it' : 'Crash it'}
        </button>
      </p>
      <output>
        {flag !== '' && !treated && (
          <p className="notice amber">
            {places.length > 0
              ? 'The page shows its control, and nothing takes the place of that: force a treatment first.'
              : 'Nothing on this page is known to draw it, so nothing here changes.'}
          </p>
        )}
      </output>
      <p className="soft">
        The control takes its place, as after a real crash. No crash is recorded, so no rollout
        hears of it; the page’s own error handler does.
      </p>
    </fieldset>
  )
}

/** Whether something is drawn that can make way for the control, or has. */
function isTreatment({ kind, details, cases = {}, control }: DrawnPlace): boolean {
  const { value, variant } = details
  if (kind === 'Gate') return value === true
  return variant !== undefined && variant !== control && Object.hasOwn(cases, variant)
}
