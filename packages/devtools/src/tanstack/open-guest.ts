import { finishPill } from '../overlay/finish-pill.ts'
import { makeStand } from '../overlay/stand.ts'
import { isSeen, type Embedded } from './embedded.ts'

/** Opens the panel over the page, to ask what is to become of a link; closed, it is gone. */
export function openGuest(embedded: Embedded): void {
  if (embedded.guest || isSeen(embedded)) return
  const { client, options, settings, notices } = embedded
  // The other devtools have keys of their own, and a trigger.
  const stand = makeStand(client, { ...options, chord: false }, settings, notices)
  const { close } = stand
  embedded.guest = Object.assign(stand, {
    close() {
      close()
      stand.leave()
      embedded.guest = undefined
    },
  })
  finishPill(stand)
  stand.button.remove()
  stand.enter()
  stand.open()
}
