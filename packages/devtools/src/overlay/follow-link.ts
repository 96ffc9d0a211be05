import type { Keeper } from './keeper.ts'
import type { Stand } from './stand.ts'

const IN_LINK = /[#&]sluice=/

/** What can be opened for a link. */
type Opened = Pick<Stand, 'isWanted' | 'open'> & Pick<Keeper, 'root'>

/** Opens an overlay when the address brings something to open, now or later. */
export function followLink(stand: Opened): void {
  const look = (): void => {
    if (!stand.root.isConnected) removeEventListener('hashchange', look)
    else if (IN_LINK.test(location.hash) && stand.isWanted !== true) stand.open()
  }
  addEventListener('hashchange', look)
  look()
}
