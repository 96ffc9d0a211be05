import type { FlagTable, SluiceClient } from '@sluice/client'
import type { DevtoolsOptions } from '../options.ts'
import type { Granted } from '../production/granted.ts'
import { dress } from './dress.ts'
import { followChord } from './follow-chord.ts'
import { putHome } from './home.ts'
import type { Settings } from './memory.ts'
import type { Notices } from './notices.ts'
import { PILL_STYLE, ROOT_STYLE } from './pill-style.ts'
import { drawPill } from './pill.ts'
import type { DrawnPanel } from './seat.ts'

const TICK_MS = 1000

/** An overlay that can stand on the page. */
export interface Stand {
  readonly client: SluiceClient
  readonly options: DevtoolsOptions
  /** In production: what alone forces anything. */
  readonly granted: Granted | undefined
  /** Sentences about what was refused. */
  readonly notices: Notices
  readonly root: HTMLElement
  readonly button: HTMLButtonElement
  settings: Settings
  /** What the service gave first. */
  atLoad: FlagTable
  panel?: DrawnPanel | undefined
  /** Says in the trigger what makes the page another one than everybody has; comes with a later part. */
  mark?: (stand: Stand) => void
  /** Puts the trigger on the page, and listens to the keys. */
  readonly enter: () => void
  readonly leave: () => void
  readonly open: () => void
  readonly close: () => void
  /** Shows what is forced now, and where it stands. */
  readonly show: () => void
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
  notices: Notices,
  granted?: Granted,
): Stand {
  const host = document.createElement('sluice-devtools')
  const shadow = host.attachShadow({ mode: 'open' })
  const root = document.createElement('div')
  shadow.append(root)
  dress(shadow, ROOT_STYLE + PILL_STYLE, options.nonce)
  let isWanted = false
  let focused: Element | null = null

  const show = (): void => {
    const { corner = options.corner ?? 'bottom-right', theme, isShy } = stand.settings
    root.dataset['corner'] = corner
    root.style.colorScheme = theme ?? ''
    root.className = isShy === true ? 'root shy' : 'root'
    stand.mark?.(stand)
  }
  const open = (): void => {
    if (document.activeElement !== host) focused = document.activeElement
    if (isWanted) return stand.panel?.focus()
    isWanted = true
    putHome(host)
    button.ariaExpanded = 'true'
    import('../panel/draw-panel.tsx').then(
      ({ standPanel }) => {
        if (isWanted) stand.panel ??= standPanel(stand)
      },
      () => {
        close()
        button.title = 'The panel did not load.'
      },
    )
  }
  const close = (): void => {
    stand.panel?.remove()
    stand.panel = undefined
    isWanted = false
    button.ariaExpanded = 'false'
    show()
    const back = focused?.isConnected === true ? focused : button
    if (back instanceof HTMLElement) back.focus()
  }
  const button = drawPill(root, () => (isWanted ? close() : open()))
  const follow = followChord(
    options,
    // Open, but focus elsewhere: the keys bring it back.
    () => (stand.panel && document.activeElement === host ? close() : open()),
    notices,
    (keys) => button.setAttribute('aria-keyshortcuts', keys),
  )

  let end: (() => void) | undefined
  const stand: Stand = {
    client,
    options,
    granted,
    notices,
    root,
    button,
    settings,
    atLoad: client.store.getState().flags,
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
        stand.mark?.(stand)
      }, TICK_MS)
      end = () => {
        stop()
        clearInterval(timer)
      }
    },
    leave() {
      if (isWanted) close()
      end?.()
      host.remove()
    },
  }
  void client.ready().then(() => (stand.atLoad = client.store.getState().flags))
  return stand
}
