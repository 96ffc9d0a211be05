import { useEffect, useLayoutEffect, useReducer, useState, version, type ReactElement } from 'react'
import { createPortal } from 'react-dom'
import { part } from '../overlay/part.ts'
import type { KitProps } from '../panel/kit.ts'
import type { pointAt } from './point-at.ts'
import { boxesOf, notesOf, placesOf, type Place } from './places.ts'
import { MOST_BOXES, XrayLayer } from './XrayLayer.tsx'

const MOST_LINES = 5

const loadPointing = part(() => import('./point-at.ts'))

/** Which part of the page is whose: from a flag to its regions, and from a point to its flags. */
export function XrayTab({ kit: { useClientState, useDesk, useInside } }: KitProps): ReactElement {
  const { seat, client, manifest, look, say } = useDesk()
  const { onPage = seat.shadow } = seat
  const state = useClientState()
  const inside = useInside()
  const [lit, setLit] = useState<string>()
  const [inSight, setInSight] = useState(0)
  const [isWanted, setWanted] = useState(false)
  const [begin, setBegin] = useState<typeof pointAt>()
  const isPointing = isWanted && begin !== undefined
  const [found, setFound] = useState<readonly Place[]>()
  const [, again] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    // Places come and go with the page.
    const timer = setInterval(again, 1000)
    return () => clearInterval(timer)
  }, [])
  useEffect(() => {
    // So that it is there when somebody begins.
    loadPointing().catch(() => {})
  }, [])
  useEffect(() => {
    if (!isWanted) return
    loadPointing().then(
      (module) => setBegin(() => module.pointAt),
      () => {
        setWanted(false)
        say('What points did not load. Press again to try once more.')
      },
    )
  }, [isWanted, say])
  // With what the button says, since a key or press may follow at once.
  useLayoutEffect(() => {
    if (!isPointing) return undefined
    return begin({
      host: onPage.host,
      shadow: seat.shadow,
      places: () => placesOf(client.store.getState()),
      boxesOf,
      found: setFound,
      left: () => setWanted(false),
    })
  }, [isPointing, begin, onPage, seat, client])

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
            setWanted(!isWanted)
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
      {isWanted && !isPointing && <output className="soft soon">What points is on its way.</output>}
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
