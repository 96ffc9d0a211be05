import { useEffect, useState, type ReactElement } from 'react'
import { createPortal } from 'react-dom'
import type { KitProps } from '../panel/kit.ts'
import { Frames } from './Frames.tsx'
import { overPage, type OverPage } from './over-page.ts'

const MOST_FRAMES = 4

/** The same page in several variants of a flag, which scroll, type and go along together. */
export function CompareTab({ kit }: KitProps): ReactElement {
  const { drawnCases, rowsOf, useClientState, useDesk } = kit
  const { seat, client, manifest } = useDesk()
  const { flags, overrides } = useClientState()
  const [key, setKey] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [isOpen, setOpen] = useState(false)
  const [over, setOver] = useState<OverPage>()
  useEffect(() => () => over?.remove(), [over])
  const rows = rowsOf({
    flags,
    overrides,
    manifest,
    atLoad: seat.atLoad(),
    reads: new Set(),
    stars: new Set(),
    cases: drawnCases(),
  }).filter(({ choices, locked }) => choices.length > 1 && locked === undefined)
  const row = rows.find((one) => one.key === key)
  const root = over?.root ?? seat.shadow.querySelector('.root')
  return (
    <div className="pad">
      <label className="field">
        Flag
        <select
          data-first
          value={key}
          onChange={({ target }) => {
            setKey(target.value)
            const next = rows.find((one) => one.key === target.value)
            setChosen((next?.choices ?? []).slice(0, MOST_FRAMES).map(({ name }) => name))
          }}
        >
          <option value="">Choose a flag…</option>
          {rows.map((one) => (
            <option key={one.key} value={one.key}>
              {one.key}
            </option>
          ))}
        </select>
      </label>
      {row && (
        <fieldset>
          <legend>Variants</legend>
          {row.choices.map(({ name, title }) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                onChange={({ target }) =>
                  setChosen(
                    target.checked ? [...chosen, name] : chosen.filter((one) => one !== name),
                  )
                }
              />{' '}
              {title}
            </label>
          ))}
        </fieldset>
      )}
      <p className="bar">
        <button
          type="button"
          className="primary"
          disabled={!row || chosen.length < 2 || chosen.length > MOST_FRAMES}
          onClick={() => {
            // What nobody can close stands in other devtools, which hold what is in them.
            if (!seat.minimise) setOver(overPage(seat.shadow, seat.options.nonce))
            setOpen(true)
          }}
        >
          Side by side
        </button>
      </p>
      <p className="soft">
        Two to {MOST_FRAMES} variants. Flags need names of their variants: from the manifest, from a
        Variant on this page, or on and off.
      </p>
      {isOpen &&
        row &&
        root &&
        createPortal(
          <Frames
            kit={kit}
            row={row}
            names={chosen}
            close={() => {
              setOpen(false)
              setOver(undefined)
              // Frames share the storage of this tab: what is forced here is kept again.
              if (client.overrides().size === 0) client.clearOverrides()
              for (const [forced, entry] of client.overrides()) client.setOverride(forced, entry)
            }}
          />,
          root,
        )}
    </div>
  )
}
