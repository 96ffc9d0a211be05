import { dragPill } from './drag-pill.ts'
import { standApart } from './stand-apart.ts'
import type { Stand } from './stand.ts'
import { stayReachable } from './stay-reachable.ts'

/** Gives an overlay its place on a page until it leaves: apart from what that does, within reach, and where it is dragged. */
export function settleIn(stand: Stand): void {
  const { host } = stand.root.getRootNode() as ShadowRoot
  // Taken off the page while this was loaded.
  if (!host.isConnected) return
  const ended = new AbortController()
  const { signal } = ended
  standApart(stand, host, signal)
  stayReachable(host, signal)
  dragPill(stand, signal)
  const { leave } = stand
  stand.leave = () => {
    stand.leave = leave
    leave()
    ended.abort()
  }
}
