import type { ReactElement } from 'react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { FlagsTab } from '../flags/FlagsTab.tsx'
import type { SluiceManifest } from '../manifest.ts'
import type { Seat } from '../overlay/seat.ts'
import { deedsOf, DeskContext, type Desk, type Said } from './desk.ts'
import { Head } from './Head.tsx'
import { Notices } from './Notices.tsx'
import { Tabs, type Tab } from './Tabs.tsx'
import { Toast } from './Toast.tsx'

const TABS: readonly Tab[] = [{ id: 'flags', name: 'Flags', Part: FlagsTab }]

/** Which tab was open last on this page. */
let lastTab = 'flags'

/** The panel: what every part works with, and the parts. */
export function Panel({ seat }: { readonly seat: Seat }): ReactElement {
  const { client } = seat
  const [said, setSaid] = useState<Said>()
  const [tab, setTab] = useState(lastTab)
  const [looked, setLooked] = useState<string>()
  const manifest = useManifest(seat)
  const section = useRef<HTMLElement>(null)
  const say = useCallback(
    (next: string | Said) => setSaid(typeof next === 'string' ? { text: next } : next),
    [],
  )
  const hush = useCallback(() => setSaid(undefined), [])
  const choose = useCallback((id: string) => {
    lastTab = id
    setTab(id)
  }, [])
  const desk = useMemo<Desk>(
    () => ({
      seat,
      client,
      manifest,
      say,
      ...deedsOf(seat, say),
      look(key) {
        setLooked(key)
        if (key !== undefined) choose('flags')
      },
    }),
    [seat, client, manifest, say, choose],
  )
  useEffect(() => {
    const { current } = section
    current?.querySelector<HTMLElement>('[data-first]')?.focus()
  }, [])

  return (
    <DeskContext.Provider value={desk}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it from anywhere inside */}
      <section
        ref={section}
        className="panel"
        aria-label="Sluice devtools"
        onKeyDown={({ key, nativeEvent }) => {
          if (key !== 'Escape' || nativeEvent.defaultPrevented) return
          if (looked === undefined) seat.minimise?.()
          else setLooked(undefined)
        }}
      >
        <Head />
        <Notices />
        <Tabs
          tabs={TABS}
          chosen={tab}
          onChoose={(id) => {
            choose(id)
            setLooked(undefined)
          }}
          looked={looked}
        />
        <Toast said={said} onGone={hush} />
      </section>
    </DeskContext.Provider>
  )
}

function useManifest({ options: { manifest }, notices }: Seat): SluiceManifest | undefined {
  const [read, setRead] = useState(typeof manifest === 'function' ? undefined : manifest)
  useEffect(() => {
    if (typeof manifest !== 'function') return
    manifest().then(setRead, (error: unknown) => {
      notices.push(`The manifest could not be read: ${String(error)}.`)
      setRead({ flags: {} })
    })
  }, [manifest, notices])
  return read
}
