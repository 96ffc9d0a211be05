import { useEffect, useLayoutEffect, useRef, useState, type ReactElement } from 'react'
import type { Row } from '../flags/rows.ts'
import { dress } from '../overlay/dress.ts'
import type { KitProps } from '../panel/kit.ts'
import { COMPARE_STYLE } from './compare-style.ts'
import { mirror } from './mirror.ts'

const LOAD_MS = 8000

const REFUSED =
  'The page does not let itself be framed: a policy of it or of its server forbids that, or it went to another origin.'
const UNTOLD = 'The page shows nothing of this variant: it is not loaded, or has no overlay.'

const dressed = new WeakSet<Node>()

interface FramesProps extends KitProps {
  readonly row: Row
  readonly names: readonly string[]
  readonly close: () => void
}

/** The page in a frame for each variant, and what is wrong with it where something is. */
export function Frames({ kit, row, names, close }: FramesProps): ReactElement {
  const { asIfNow, frameTold, nameFrame, useDesk } = kit
  const section = useRef<HTMLElement>(null)
  const { client, seat } = useDesk()
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({})
  const [address] = useState(location.href)
  const { nonce } = seat.options
  useLayoutEffect(() => {
    const place = section.current?.getRootNode()
    if (!place || dressed.has(place)) return
    dressed.add(place)
    dress(place as ShadowRoot, COMPARE_STYLE, nonce)
  }, [nonce])
  useEffect(() => {
    const frames = [...(section.current?.querySelectorAll('iframe') ?? [])]
    const tell = ({ title }: HTMLIFrameElement, fault: string): void =>
      setFaults((all) => ({ ...all, [title]: fault }))
    const timers = new Map<HTMLIFrameElement, ReturnType<typeof setTimeout>>()
    const wait = (frame: HTMLIFrameElement): void => {
      clearTimeout(timers.get(frame))
      timers.set(
        frame,
        setTimeout(() => tell(frame, UNTOLD), LOAD_MS),
      )
    }
    /** Pages that have told, perhaps before they were loaded whole. */
    const heard = new WeakSet<Document>()
    const ended = new AbortController()
    for (const frame of frames) {
      wait(frame)
      const hear = (event: Event): void => {
        clearTimeout(timers.get(frame))
        if (frame.contentDocument) heard.add(frame.contentDocument)
        tell(frame, (event as CustomEvent<string | undefined>).detail ?? '')
      }
      frame.addEventListener(frameTold, hear, { signal: ended.signal })
    }
    const stop = mirror(frames, {
      loaded(frame, isThere) {
        if (!isThere) {
          clearTimeout(timers.get(frame))
          tell(frame, REFUSED)
        } else if (frame.contentDocument && !heard.has(frame.contentDocument)) wait(frame)
      },
      left() {
        // As if it were pressed outside of the frames, where the panel hears of it as well.
        section.current?.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }),
        )
      },
    })
    section.current?.querySelector('button')?.focus()
    return () => {
      for (const timer of timers.values()) clearTimeout(timer)
      ended.abort()
      stop()
    }
  }, [frameTold])
  const asIf = asIfNow(client)
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
          {asIf && `As if you were ${asIf.name}. `}They scroll, type and go along together; presses
          are not repeated.
        </p>
        <button type="button" onClick={close}>
          Close
        </button>
      </header>
      <div className="frames">
        {names.map((name) => {
          const title = `${row.key}: ${name}`
          return (
            <figure key={name}>
              <figcaption>{row.choices.find((choice) => choice.name === name)?.title}</figcaption>
              <output className={faults[title] === undefined ? 'soft' : 'red'}>
                {faults[title] ?? 'Loading…'}
              </output>
              <iframe title={title} src={address} name={nameFrame(client, row, name)} />
            </figure>
          )
        })}
      </div>
    </section>
  )
}
