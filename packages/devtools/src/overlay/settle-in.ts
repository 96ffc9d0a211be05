import { homes, putHome } from './home.ts'
import { followModals } from './modal-in-shadow.ts'
import { standApart } from './stand-apart.ts'
import type { Stand } from './stand.ts'
import { stayReachable } from './stay-reachable.ts'

/** What goes with a press outside of it. A browser that knows no popovers passes over those. */
const LIGHT = ':is(:popover-open:not([popover=manual],[popover=hint]),[open][closedby=any])'

/** Keeps an overlay apart from what a page does, and within reach, until it leaves. */
export function settleIn(stand: Stand): void {
  const { host } = stand.root.getRootNode() as ShadowRoot
  // Taken off the page while this was loaded.
  if (!host.isConnected) return
  const ended = new AbortController()
  const { signal } = ended
  settle(host as HTMLElement, () => stand.panel !== undefined, signal)
  const { leave } = stand
  stand.leave = () => {
    stand.leave = leave
    leave()
    ended.abort()
  }
}

/**
 * Keeps an element of the overlay apart from what the page does, and within reach, also when a
 * dialog or popover of the page opens or closes.
 *
 * @param isOpen - whether more of it is there than the trigger, on which keys count for the page
 */
export function settle(host: HTMLElement, isOpen: () => boolean, signal: AbortSignal): void {
  homes[2] = LIGHT
  followModals(host, signal)
  standApart(host, isOpen, signal)
  stayReachable(host, signal)
  addEventListener('toggle', () => putHome(host), { capture: true, signal })
}
