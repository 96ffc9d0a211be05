import { useEffect, useRef, useState, type ReactElement } from 'react'
import { createPortal } from 'react-dom'
import type { Row } from '../flags/rows.ts'
import { FRAME } from '../overlay/frame-name.ts'
import type { KitProps } from '../panel/kit.ts'
import { mirror } from './mirror.ts'

const MOST_FRAMES = 4
const LOAD_MS = 8000

/** The same page in several variants of a flag, which scroll, type and go along together. */
export function CompareTab({ kit }: KitProps): ReactElement {
  const { rowsOf, useClientState, useDesk } = kit
  const { seat, client, manifest } = useDesk()
  const { flags, overrides } = useClientState()
  const [key, setKey] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [isOpen, setOpen] = useState(false)
  const rows = rowsOf({
    flags,
    overrides,
    manifest,
    atLoad: seat.atLoad(),
    reads: new Set(),
    stars: new Set(),
  }).filter(({ choices, locked }) => choices.length > 1 && locked === undefined)
  const row = rows.find((one) => one.key === key)
  const root = seat.shadow.querySelector('.root')
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
          onClick={() => setOpen(true)}
        >
          Side by side
        </button>
      </p>
      <p className="soft">
        Two to {MOST_FRAMES} variants. Flags need names of their variants: from the manifest, or on
        and off.
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

interface FramesProps extends KitProps {
  readonly row: Row
  readonly names: readonly string[]
  readonly close: () => void
}

function Frames({ kit, row, names, close }: FramesProps): ReactElement {
  const { overrideTo, useDesk } = kit
  const section = useRef<HTMLElement>(null)
  const { client } = useDesk()
  const [fault, setFault] = useState('')
  const [address] = useState(location.href)
  useEffect(() => {
    const frames = [...(section.current?.querySelectorAll('iframe') ?? [])]
    const stop = mirror(frames, () => {
      // As if it were pressed outside of the frames, where the panel hears of it as well.
      section.current?.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }),
      )
    })
    const timer = setTimeout(() => {
      const isShown = frames.every(
        (frame) => (frame.contentDocument?.body?.children.length ?? 0) > 0,
      )
      if (!isShown)
        setFault('A frame stays empty: the policy of this page may not let it be framed.')
    }, LOAD_MS)
    section.current?.querySelector('button')?.focus()
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [])
  const forced = Object.fromEntries(
    [...client.overrides()].map(([key, { value, variant }]) => [key, { value, variant }]),
  )
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it from anywhere inside
    <section
      ref={section}
      className="panel compare"
      aria-label={`${row.key}, side by side`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        close()
      }}
    >
      <header>
        <h2>{row.title || row.key}</h2>
        <p className="soft status">
          They scroll, type and go along together; presses are not repeated.
        </p>
        <button type="button" onClick={close}>
          Close
        </button>
      </header>
      {fault !== '' && <p role="alert">{fault}</p>}
      <div className="frames">
        {names.map((name) => (
          <figure key={name}>
            <figcaption>{row.choices.find((choice) => choice.name === name)?.title}</figcaption>
            <iframe
              title={`${row.key}: ${name}`}
              src={address}
              name={`${FRAME}${JSON.stringify({ ...forced, [row.key]: overrideTo(row, name) })}`}
            />
          </figure>
        ))}
      </div>
    </section>
  )
}
