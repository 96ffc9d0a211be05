import { part } from '../overlay/part.ts'
import type * as ShareParts from '../share/share-parts.ts'

/** What gives the state of the page to others and takes theirs, in a file of its own. */
export const loadShare: () => Promise<typeof ShareParts> = part(
  () => import('../share/share-parts.ts'),
)
