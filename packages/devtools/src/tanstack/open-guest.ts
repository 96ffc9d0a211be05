import { finishPill } from '../overlay/finish-pill.ts'
import { makeStand } from '../overlay/stand.ts'
import { isSeen, type Embedded } from './embedded.ts'

const LOOK_MS = 200

/** Opens the panel over the page, to ask what is to become of a link; answered or closed, it is gone. */
export function openGuest(embedded: Embedded): void {
  if (embedded.guest || isSeen(embedded)) return
  const { client, options, settings, notices } = embedded
  // The other devtools have keys of their own, and a trigger.
  const stand = makeStand(client, { ...options, chord: false }, settings, notices)
  stand.button.remove()
  stand.enter()
  finishPill(stand)
  const { close: closePanel } = stand
  // Once they are opened, they ask: nothing tells of it.
  const timer = setInterval(() => {
    if (isSeen(embedded)) close()
  }, LOOK_MS)
  const close = (): void => {
    clearInterval(timer)
    closePanel()
    stand.leave()
    embedded.guest = undefined
  }
  embedded.guest = Object.assign(stand, { close, answered: close })
  stand.open()
}
