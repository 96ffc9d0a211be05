import type { Keeper } from './keeper.ts'
import { linkOfTab, tellRouters } from './link-of-tab.ts'
import type { Stand } from './stand.ts'

/** What can be opened for a link. */
type Opened = Pick<Stand, 'isWanted' | 'open'> & Pick<Keeper, 'root'>

/** Opens an overlay when a link has brought something to open, now or later. */
export function followLink(stand: Opened): void {
  const look = (): void => {
    tellRouters()
    if (!stand.root.isConnected) removeEventListener('hashchange', look)
    else if (linkOfTab() !== undefined && stand.isWanted !== true) stand.open()
  }
  addEventListener('hashchange', look)
  look()
}
