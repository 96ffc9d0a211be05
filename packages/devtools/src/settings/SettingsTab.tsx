import { useState, type ReactElement } from 'react'
import { DAYS_KEPT } from '../overlay/days-kept.ts'
import type { Settings } from '../overlay/memory.ts'
import type { Corner } from '../options.ts'
import { keepBeyond } from '../panel/keep-beyond.ts'
import { useDesk } from '../panel/desk.ts'

const CORNERS: readonly Corner[] = ['bottom-right', 'bottom-left', 'top-right', 'top-left']

interface PartProps {
  readonly settings: Settings
  readonly set: (more: Partial<Settings>) => void
}

/** How the overlay behaves in this browser. */
export function SettingsTab(): ReactElement {
  const { seat } = useDesk()
  const [, again] = useState(0)
  const part: PartProps = {
    settings: seat.settings(),
    set(more) {
      seat.set(more)
      again((count) => count + 1)
    },
  }
  return (
    <div className="pad">
      {!seat.granted && <KeepSettings {...part} />}
      {/* What other devtools draw the panel into has places, colours and keys of its own. */}
      {seat.minimise && <OverlaySettings {...part} />}
    </div>
  )
}

function KeepSettings({ settings, set }: PartProps): ReactElement {
  const { client, say } = useDesk()
  return (
    <label className="field">
      Overrides live
      <select
        data-first
        value={settings.keep ?? 'tab'}
        onChange={({ target }) => {
          const next = target.value as NonNullable<Settings['keep']>
          set({ keep: next })
          void keepBeyond(next, client).then((fault) =>
            say(fault ?? 'Settings are kept in this browser.'),
          )
        }}
      >
        <option value="page">until the page is loaded again</option>
        <option value="tab">as long as the tab</option>
        <option value="browser">for {DAYS_KEPT} days in this browser</option>
        <option value="servers">for {DAYS_KEPT} days, and servers are told by a cookie</option>
      </select>
    </label>
  )
}

function OverlaySettings({ settings, set }: PartProps): ReactElement {
  const { seat } = useDesk()
  return (
    <>
      <label className="field">
        Corner
        <select
          data-first
          value={settings.corner ?? seat.options.corner ?? 'bottom-right'}
          onChange={({ target }) => set({ corner: target.value as Corner })}
        >
          {CORNERS.map((corner) => (
            <option key={corner} value={corner}>
              {corner.replace('-', ' ')}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        Colours
        <select
          value={settings.theme ?? ''}
          onChange={({ target }) =>
            set({ theme: (target.value || undefined) as NonNullable<Settings['theme']> })
          }
        >
          <option value="">As the system</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </select>
      </label>
      <label>
        <input
          type="checkbox"
          checked={settings.isShy === true}
          onChange={({ target }) => set({ isShy: target.checked })}
        />{' '}
        Hide the trigger until the pointer is there
      </label>
      <p className="bar">
        {seat.hide && (
          <button type="button" onClick={seat.hide}>
            Hide until the page is loaded again
          </button>
        )}
      </p>
      <p className="soft">
        <code>sluice.devtools.disable()</code> in the console of the browser takes it away for good,
        and <code>sluice.devtools.enable()</code> brings it back.
      </p>
    </>
  )
}
