import type { SluiceClient } from '@sluice/client'
import type { DevtoolsOptions } from '../options.ts'
import type { Granted } from '../production/granted.ts'
import { followChord } from './follow-chord.ts'
import { dress } from './dress.ts'
import { putHome } from './home.ts'
import { keep, type Settings } from './memory.ts'
import { PILL_STYLE, ROOT_STYLE } from './pill-style.ts'
import { drawPill } from './pill.ts'
import type { DrawnPanel, Seat } from './seat.ts'

const TICK_MS = 1000

/** An overlay that can stand on the page. */
export interface Stand {
  readonly seat: Seat
  /** Puts the trigger on the page, and listens to the keys. */
  enter(): void
  leave(): void
  open(): void
  close(): void
  /** Shows what is forced now, and where it stands. */
  show(): void
}

/**
 * Makes an overlay: the trigger now, the panel when somebody asks for it. Closed, it
 * listens to keys and looks once a second whether something is forced; to the client
 * it subscribes not at all.
 *
 * @param settings - as the browser remembers them
 * @param notices - sentences about what was refused
 * @param granted - what alone forces anything, in production
 */
export function makeStand(
  client: SluiceClient,
  options: DevtoolsOptions,
  settings: Settings,
  notices: string[],
  granted?: Granted,
): Stand {
  const host = document.createElement('sluice-devtools')
  const shadow = host.attachShadow({ mode: 'open' })
  const root = document.createElement('div')
  root.className = 'root'
  shadow.append(root)
  let panel: DrawnPanel | undefined
  let isWanted = false
  let focused: Element | null = null
  let { flags: atLoad } = client.store.getState()
  void client.ready().then(() => (atLoad = client.store.getState().flags))

  const count = (): void => pill.count(granted ? granted.count() : client.overrides().size)
  const show = (): void => {
    root.dataset['corner'] = settings.corner ?? options.corner ?? 'bottom-right'
    root.toggleAttribute('data-shy', settings.isShy === true)
    if (settings.theme) root.dataset['theme'] = settings.theme
    else delete root.dataset['theme']
    count()
  }
  const open = (): void => {
    if (isWanted) return panel?.focus()
    isWanted = true
    focused = document.activeElement
    putHome(host)
    pill.button.ariaExpanded = 'true'
    void load()
  }
  const load = async (): Promise<void> => {
    try {
      const { drawPanel } = await import('../panel/draw-panel.tsx')
      if (isWanted && !panel) panel = drawPanel(root, seat)
    } catch {
      close()
      pill.button.title = 'The panel could not be loaded. Load the page again.'
    }
  }
  const close = (): void => {
    panel?.remove()
    panel = undefined
    isWanted = false
    pill.button.ariaExpanded = 'false'
    show()
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus()
    else if (!pill.button.hidden) pill.button.focus()
    focused = null
  }
  const seat: Seat = {
    client,
    options,
    shadow,
    granted,
    atLoad: () => atLoad,
    notices,
    settings: () => settings,
    set(more) {
      settings = { ...settings, ...more }
      keep('settings', settings)
      show()
    },
    async popOut() {
      const { drawPanel, popOut } = await import('../panel/draw-panel.tsx')
      const next = await popOut(seat, drawPanel)
      panel?.remove()
      panel = next
    },
    minimise: close,
    hide() {
      close()
      pill.button.hidden = true
    },
  }
  const toggle = (): void => (isWanted ? close() : open())
  const [keys, follow] = followChord(
    options,
    // Open, but focus elsewhere: the keys bring it back.
    () => (panel && document.activeElement === host ? close() : open()),
    (sentence) => notices.push(sentence),
  )
  const pill = drawPill(root, keys, toggle, (corner) => seat.set({ corner }))
  dress(shadow, ROOT_STYLE + PILL_STYLE, options.nonce)

  let unfollow: (() => void) | undefined
  return {
    seat,
    open,
    close,
    show,
    enter() {
      putHome(host)
      show()
      const stop = follow()
      const timer = setInterval(() => {
        if (document.hidden) return
        putHome(host)
        count()
      }, TICK_MS)
      unfollow = () => {
        stop()
        clearInterval(timer)
      }
    },
    leave() {
      if (isWanted) close()
      unfollow?.()
      host.remove()
    },
  }
}
