import type { FlagTable, SluiceClient } from '@sluice/client'
import type { DevtoolsOptions } from '../options.ts'
import type { Granted } from '../production/granted.ts'
import { dress } from './dress.ts'
import { firstFlags } from './first-flags.ts'
import { followChord, type FollowedKeys } from './follow-chord.ts'
import type { Settings } from './memory.ts'
import type { Notices } from './notices.ts'
import { PILL_STYLE, ROOT_STYLE } from './pill-style.ts'
import { drawPill } from './pill.ts'
import type { DrawnPanel } from './seat.ts'

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
  /** Those that open it. */
  readonly keys: FollowedKeys
  settings: Settings
  /** What the service gave first. */
  atLoad: FlagTable
  /** What stands where the panel does: the panel, what comes before it, or why it does not come. */
  panel?: DrawnPanel | undefined
  /** Whether somebody wants to see the panel, which may still be on its way. */
  isWanted?: boolean
  /** Whether it did not come when it was asked for last. */
  isLost?: boolean
  /** Says in the trigger what makes the page another one than everybody has; comes with a later part. */
  mark?: () => void
  /** Asks again for what follows the overlay, where that did not load. */
  again?: () => unknown
  /** Settles when it has its place on the page, or gets none; comes with a later part. */
  settled?: Promise<void>
  /** What had the focus when the panel was asked for. */
  from?: Element | null
  /** Hears that what a link brings was answered, where the panel is there for that alone. */
  readonly answered?: () => void
  /** Puts the trigger on the page, and listens to the keys. */
  readonly enter: () => void
  leave: () => void
  /** Opens the panel: notes at first that somebody wants it, until a later part brings it. */
  open: () => void
  close: () => void
  /** Shows what is forced now, and where it stands. */
  readonly show: () => void
}

/**
 * Makes an overlay: the trigger now, the panel when somebody asks for it. Closed, it
 * listens to keys, and to the client it subscribes not at all.
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
  // Until there is a panel, which has live regions of its own.
  root.ariaLive = 'polite'
  shadow.append(root)
  dress(shadow, ROOT_STYLE + PILL_STYLE, options.nonce)

  const show = (): void => {
    const { corner = options.corner ?? 'bottom-right', theme, isShy } = stand.settings
    root.dataset['corner'] = corner
    root.style.colorScheme = theme ?? ''
    root.className = isShy === true ? 'root shy' : 'root'
    stand.mark?.()
  }
  const want = (isWanted: boolean) => (): void => {
    stand.isWanted = isWanted
    stand.from = document.activeElement
    button.ariaExpanded = `${isWanted}`
    if (isWanted) void stand.again?.()
  }
  const press = (isInside: boolean): void =>
    stand.isWanted === true && isInside ? stand.close() : stand.open()
  const button = drawPill(root, () => press(true))
  const keys = followChord(
    options,
    // Open, but focus elsewhere: the keys bring it back. On its way, they call it off.
    () => press(!stand.panel || host.matches(':focus-within')),
    (names) => button.setAttribute('aria-keyshortcuts', names),
  )

  let end: (() => void) | undefined
  const stand: Stand = {
    client,
    options,
    granted,
    notices,
    root,
    button,
    keys,
    settings,
    atLoad: client.store.getState().flags,
    open: want(true),
    close: want(false),
    show,
    enter() {
      // A later part finds a better place, where it can be reached.
      document.documentElement.append(host)
      show()
      end = keys.begin()
    },
    leave() {
      if (stand.isWanted === true || stand.panel) stand.close()
      end?.()
      host.remove()
    },
  }
  void firstFlags(client).then((flags) => (stand.atLoad = flags))
  return stand
}
