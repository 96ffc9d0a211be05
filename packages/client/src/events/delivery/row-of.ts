import type { Item } from '../item.ts'
import type { Row } from '../rows.ts'

/** Packs what was recorded together. */
export function rowOf(items: readonly Item[], session: string): Row {
  return { key: (items[0] as Item).id, session, events: items.map(({ json }) => json) }
}
