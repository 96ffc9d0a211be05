import { useEffect, useReducer, useState, version, type ReactElement } from 'react'
import { createPortal } from 'react-dom'
import type { KitProps } from '../panel/kit.ts'
import { notesOf, placesAt, placesOf, type Place } from './places.ts'
import { MOST_BOXES, XrayLayer } from './XrayLayer.tsx'

const MOST_LINES = 5

/** What a press is made of, beside the click that chooses. */
const PRESS = [
  'pointerdown',
  'pointerup',
  'mousedown',
  'mouseup',
  'touchstart',
  'touchend',
  'dblclick',
  'auxclick',
  'contextmenu',
]

/** Which part of the page is whose: from a flag to its regions, and from a point to its flags. */
export function XrayTab({ kit: { useClientState, useDesk, useInside } }: KitProps): ReactElement {
  const { seat, client, manifest, look } = useDesk()
  const { onPage = seat.shadow } = seat
  const state = useClientState()
  const inside = useInside()
  const [lit, setLit] = useState<string>()
  const [inSight, setInSight] = useState(0)
  const [isPointing, setPointing] = useState(false)
  const [found, setFound] = useState<readonly Place[]>()
  const [, again] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    // Places come and go with the page.
    const timer = setInterval(again, 1000)
    return () => clearInterval(timer)
  }, [])
  useEffect(() => {
    if (!isPointing) return undefined
    const isOurs = (event: Event): boolean => event.composedPath().includes(onPage.host)
    const keep = (event: Event): void => {
      if (isOurs(event)) return
      event.stopImmediatePropagation()
      // Which would take the focus along. A finger that is kept from its touch clicks nothing.
      if (event.type === 'mousedown') event.preventDefault()
    }
    const point = (event: Event): void => {
      if (isOurs(event)) return
      const { clientX, clientY } = event as MouseEvent
      setFound(placesAt(clientX, clientY, placesOf(client.store.getState())))
      if (event.type !== 'click') return
      event.preventDefault()
      event.stopImmediatePropagation()
      setPointing(false)
    }
    const leave = (event: Event): void => {
      if ((event as KeyboardEvent).key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      setPointing(false)
    }
    const ended = new AbortController()
    const options = { capture: true, signal: ended.signal }
    for (const type of PRESS) window.addEventListener(type, keep, options)
    for (const type of ['pointermove', 'click']) window.addEventListener(type, point, options)
    window.addEventListener('keydown', leave, options)
    // The page is not told of keys in here.
    seat.shadow.addEventListener('keydown', leave, options)
    return () => ended.abort()
  }, [isPointing, onPage, seat, client])

  const places = placesOf(state)
  const flags = [...new Set(places.map(({ flag }) => flag))]
  const untold = places.filter(({ region }) => !region)
  const readAlone = [...(inside?.reads() ?? [])].filter((key) => !flags.includes(key))
  const shown =
    lit === '' ? places : lit === undefined ? (found ?? []) : places.filter((p) => p.flag === lit)
  const root = onPage.querySelector('.root')
  return (
    <div className="pad">
      {root &&
        createPortal(
          <XrayLayer isHeld={!seat.minimise} places={shown} onSight={setInSight} />,
          root,
        )}
      <p className="bar">
        <button
          type="button"
          data-first
          className={isPointing ? 'primary' : undefined}
          aria-pressed={isPointing}
          onClick={() => {
            setLit(undefined)
            setPointing(!isPointing)
          }}
        >
          Point at the page
        </button>
        <button
          type="button"
          aria-pressed={lit === ''}
          onClick={() => setLit(lit === '' ? undefined : '')}
        >
          Show all {places.length}
        </button>
      </p>
      {lit !== undefined && (inSight === 0 || inSight > MOST_BOXES) && (
        <output className="notice amber">
          {inSight === 0
            ? 'Nothing of it is in sight: scroll the page.'
            : `${MOST_BOXES} of ${inSight} frames in sight are drawn, the largest: choose a flag, or a smaller part of the page.`}
        </output>
      )}
      {found && (
        <div aria-live="polite" className="found">
          {found.length === 0 ? (
            <p>{isPointing ? 'No gate draws what is there.' : 'No gate drew what was there.'}</p>
          ) : (
            <ol className="events">
              {found.map((place, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- from the inside out
                <li key={index}>
                  <button type="button" className="link" onClick={() => look(place.flag)}>
                    {place.flag}
                  </button>
                  <span className="soft">{wordsOf(place, manifest?.flags[place.flag]?.owner)}</span>
                </li>
              ))}
            </ol>
          )}
        </div>
      )}
      {untold.length > 0 && (
        <p className="notice amber">
          {untold.length} {untold.length === 1 ? 'place draws' : 'places draw'} something, but React{' '}
          {version} does not tell where: from 19.3 on it does, and before for an element that takes
          a ref.
        </p>
      )}
      <h3 className="small">Flags that draw something here</h3>
      {flags.length === 0 && (
        <p className="soft">
          No gate is on this page. One that was drawn before the overlay came shows up when it is
          drawn again.
        </p>
      )}
      <ul className="events">
        {flags.map((flag) => (
          <li key={flag}>
            <button
              type="button"
              aria-pressed={lit === flag}
              onClick={() => setLit(lit === flag ? undefined : flag)}
            >
              {flag} ({places.filter((place) => place.flag === flag).length})
            </button>
            <span className="soft">
              {distinct(
                places
                  .filter((place) => place.flag === flag)
                  .map((place) => wordsOf(place, manifest?.flags[flag]?.owner)),
              ).join(' — ')}
            </span>
          </li>
        ))}
      </ul>
      {readAlone.length > 0 && (
        <>
          <h3 className="small">Read, and drawn nowhere now</h3>
          <p className="soft">
            A gate has a region while it is on the page; a hook, where useExposureRef gives it one.
          </p>
          <ul className="events">
            {readAlone.slice(0, 100).map((key) => (
              <li key={key}>
                <button type="button" className="link" onClick={() => look(key)}>
                  {key}
                </button>
                <span className="soft">
                  {notesOf(key)
                    .map(({ component, at }) => [component, at].filter(Boolean).join(' '))
                    .join(', ') || 'by a gate that is not on the page, or a hook'}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

/** What there is to know of a place, in one line. */
function wordsOf(
  { kind, variant, reason, isBroken, source }: Place,
  owner: string | undefined,
): string {
  const crash = isBroken && 'crashed: the control stands in'
  return [kind, variant, reason, crash, owner !== undefined && `owned by ${owner}`, source]
    .filter(Boolean)
    .join(' · ')
}

const distinct = (lines: readonly string[]): readonly string[] =>
  [...new Set(lines)].slice(0, MOST_LINES)
