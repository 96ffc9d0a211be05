import { overrideTo } from '../flags/next-override.ts'
import { rowsOf } from '../flags/rows.ts'
import { useClientState, useDesk, useInside } from './desk.ts'

/**
 * What parts in files of their own are handed of the panel. Did they import it, they would
 * ask for the panel's own file, which is another module where it was loaded a second time.
 */
export interface Kit {
  readonly overrideTo: typeof overrideTo
  readonly rowsOf: typeof rowsOf
  readonly useClientState: typeof useClientState
  readonly useDesk: typeof useDesk
  readonly useInside: typeof useInside
}

/** All of it. */
export const KIT: Kit = { overrideTo, rowsOf, useClientState, useDesk, useInside }

/** What such a part is given. */
export interface KitProps {
  readonly kit: Kit
}
