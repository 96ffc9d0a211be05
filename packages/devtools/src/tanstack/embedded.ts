import type { FlagTable, SluiceClient } from '@sluice/client'
import type { DevtoolsOptions } from '../options.ts'
import type { Keeper } from '../overlay/keeper.ts'
import type { Settings } from '../overlay/memory.ts'
import type { Notices } from '../overlay/notices.ts'
import type { DrawnPanel } from '../overlay/seat.ts'
import type { Stand } from '../overlay/stand.ts'

/** Where a panel stands in somebody else's element. */
export interface DrawnPlace {
  readonly host: HTMLElement
  readonly root: HTMLElement
  /** Absent until its part is loaded. */
  panel?: DrawnPanel | undefined
}

/** What other devtools have of a client: all that was kept, and the panel where they draw it. */
export interface Embedded extends Keeper {
  readonly client: SluiceClient
  readonly options: DevtoolsOptions
  readonly notices: Notices
  settings: Settings
  /** What the service gave first. */
  atLoad: FlagTable
  drawn?: DrawnPlace | undefined
  /** Over the page for what a link brings, while nobody has opened those devtools. */
  guest?: Stand | undefined
}

/** Whether somebody has those devtools open: closed, they may draw it all the same. */
export function isSeen({ drawn }: Embedded): boolean {
  return drawn?.host.checkVisibility({ visibilityProperty: true }) === true
}
