import type { Environment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import type { FlagTable } from '../state.ts'
import type { SyncOwner } from '../sync-part.ts'

/**
 * Where the part that brings values leaves what an overlay may look at. A symbol of the
 * whole page, because that part is built apart and shares no module with anybody.
 */
export const INSIDE: unique symbol = Symbol.for('sluice.inside')

/** What it leaves there. */
export interface LeftInside {
  readonly options: SluiceClientOptions
  /** Used for everything from now on, so what is changed here changes what the client does. */
  readonly environment: Environment
  readonly owner: SyncOwner
  /** What the service said last, also where a stability contract holds it back. */
  readonly latest: () => FlagTable
}
