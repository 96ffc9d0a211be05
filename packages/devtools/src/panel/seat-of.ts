import type { DrawnPanel, Seat } from '../overlay/seat.ts'
import { setSettings } from '../overlay/set-settings.ts'
import type { Stand } from '../overlay/stand.ts'

/**
 * Gives a panel the overlay of the page to sit in.
 *
 * @param moved - called when the panel is to go into a window of its own
 */
export function seatOf(stand: Stand, moved: (seat: Seat) => Promise<DrawnPanel>): Seat {
  const { client, options, granted, notices, root, close } = stand
  const seat: Seat = {
    client,
    options,
    granted,
    notices,
    shadow: root.getRootNode() as ShadowRoot,
    atLoad: () => stand.atLoad,
    settings: () => stand.settings,
    set: (more) => setSettings(stand, more),
    minimise: close,
    answered: stand.answered,
    async popOut() {
      const next = await moved(seat)
      stand.panel?.remove()
      stand.panel = next
    },
    hide() {
      close()
      stand.button.hidden = true
    },
  }
  return seat
}
