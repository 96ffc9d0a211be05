import type { ReactElement } from 'react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { EventsTab } from '../events/EventsTab.tsx'
import { eventLogOf, type EventLog } from '../events/event-log.ts'
import { FlagsTab } from '../flags/FlagsTab.tsx'
import type { SluiceManifest } from '../manifest.ts'
import { isComposing } from '../overlay/is-composing.ts'
import { part } from '../overlay/part.ts'
import type { Seat } from '../overlay/seat.ts'
import { SettingsTab } from '../settings/SettingsTab.tsx'
import { LinkBanner } from '../share/LinkBanner.tsx'
import { grantedDeeds } from '../production/granted-deeds.ts'
import { useToldManifest } from '../why/told-manifest.ts'
import { deedsOf, DeskContext, type Desk, type Said } from './desk.ts'
import { focusFirst } from './focus-first.ts'
import { Head } from './Head.tsx'
import { KIT } from './kit.ts'
import { later } from './later.tsx'
import { loadShare } from './load-share.ts'
import { Notices } from './Notices.tsx'
import { Tabs, type Tab } from './Tabs.tsx'
import { createSpeech, Toast } from './Toast.tsx'

const WhatIf = later(
  part(() => import('../what-if/WhatIfTab.tsx')),
  (module) => module.WhatIfTab,
)
const Xray = later(
  part(() => import('../x-ray/XrayTab.tsx')),
  (module) => module.XrayTab,
)
const Compare = later(
  part(() => import('../side-by-side/CompareTab.tsx')),
  (module) => module.CompareTab,
)
const Share = later(loadShare, (module) => module.ShareTab)
const Report = later(loadShare, (module) => module.ReportTab)
const Faults = later(
  part(() => import('../faults/FaultsTab.tsx')),
  (module) => module.FaultsTab,
)

const FLAGS: Tab = { id: 'flags', name: 'Flags', Part: FlagsTab }
const TABS: readonly [Tab, ...Tab[]] = [
  FLAGS,
  { id: 'what-if', name: 'What if', Part: () => <WhatIf kit={KIT} /> },
  { id: 'events', name: 'Events', Part: EventsTab },
  { id: 'x-ray', name: 'X-ray', Part: () => <Xray kit={KIT} /> },
  { id: 'compare', name: 'Compare', Part: () => <Compare kit={KIT} /> },
  { id: 'share', name: 'Share', Part: () => <Share kit={KIT} /> },
  { id: 'report', name: 'Report', Part: () => <Report kit={KIT} /> },
  { id: 'faults', name: 'Faults', Part: () => <Faults kit={KIT} /> },
  { id: 'settings', name: 'Settings', Part: SettingsTab },
]

/** In production: those that force nothing, and leave what is counted alone. */
const GRANTED_TABS: readonly [Tab, ...Tab[]] = [
  FLAGS,
  ...TABS.filter(({ id }) => /^(what-if|events|x-ray|report|settings)$/.test(id)),
]

const NEXT_TO_FOCUS = [
  '[role=row][tabindex="0"]',
  'h3[tabindex]',
  '[data-first]',
  '[aria-selected=true]',
]

/** Which tab was open last on this page. */
let lastTab = 'flags'

/** The panel: what every part works with, and the parts. */
export function Panel({ seat }: { readonly seat: Seat }): ReactElement {
  const { client } = seat
  const [speech] = useState(createSpeech)
  const [tab, setTab] = useState(lastTab)
  const [looked, setLooked] = useState<string>()
  const told = useToldManifest()
  const manifest = useManifest(seat) ?? told
  const log = useEventLog(seat)
  const section = useRef<HTMLElement>(null)
  const keepFocus = useCallback(() => {
    // What was pressed may be gone by then, and the keyboard with it.
    requestAnimationFrame(() => {
      const { activeElement, ownerDocument } = seat.shadow
      // Whoever has gone elsewhere stays there.
      if (activeElement?.matches(':disabled') ?? ownerDocument.activeElement === ownerDocument.body)
        focusFirst(seat.shadow, ...NEXT_TO_FOCUS)
    })
  }, [seat])
  const say = useCallback(
    (next: string | Said) => {
      speech.say(typeof next === 'string' ? { text: next } : next)
      keepFocus()
    },
    [speech, keepFocus],
  )
  const choose = useCallback((id: string) => {
    lastTab = id
    setTab(id)
  }, [])
  const desk = useMemo<Desk>(
    () => ({
      seat,
      client,
      manifest,
      log,
      say,
      ...(seat.granted ? grantedDeeds(seat.granted, say) : deedsOf(seat, say)),
      look(key) {
        setLooked(key)
        if (key !== undefined) choose('flags')
      },
    }),
    [seat, client, manifest, log, say, choose],
  )
  useEffect(() => {
    if (seat.takesFocus !== false)
      section.current?.querySelector<HTMLElement>('[data-first]')?.focus()
  }, [seat])

  return (
    <DeskContext.Provider value={desk}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it from anywhere inside */}
      <section
        ref={section}
        className="panel"
        data-part={tab}
        aria-label="Sluice devtools"
        onClick={({ target }) => {
          if ((target as Element).closest('button')) keepFocus()
        }}
        onKeyDownCapture={(event) => {
          if (isComposing(event.nativeEvent)) event.stopPropagation()
        }}
        onKeyDown={({ key, nativeEvent }) => {
          if (key !== 'Escape') return
          keepFocus()
          const { defaultPrevented } = nativeEvent
          // The browser would close a dialog or popover of the page with it.
          nativeEvent.preventDefault()
          if (defaultPrevented) return
          if (looked === undefined) seat.minimise?.()
          else setLooked(undefined)
        }}
      >
        <Head />
        <Notices />
        {!seat.granted && <LinkBanner />}
        <Tabs
          tabs={seat.granted ? GRANTED_TABS : TABS}
          chosen={tab}
          onChoose={(id) => {
            choose(id)
            setLooked(undefined)
          }}
          looked={looked}
        />
        <Toast speech={speech} />
      </section>
    </DeskContext.Provider>
  )
}

/** Follows the events of the page for as long as the panel is open, and goes on with those of before. */
function useEventLog({ client }: Seat): EventLog {
  const log = useMemo(() => eventLogOf(client), [client])
  useEffect(() => log.follow(), [log])
  return log
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
