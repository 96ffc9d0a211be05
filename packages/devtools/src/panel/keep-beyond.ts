import type { FlagTable, SluiceClient } from '@sluice/client'
import type { Settings } from '../overlay/memory.ts'
import { part } from '../overlay/part.ts'

const loadKeeping = part(() => import('./keep-overrides.ts'))

const isBeyond = (wish: Settings['keep']): boolean => wish === 'browser' || wish === 'servers'

/** Loads what keeps beyond the tab, where that is wished: a page may be left right after a deed. */
export function beReady(wish: Settings['keep']): void {
  if (isBeyond(wish)) loadKeeping().catch(() => {})
}

/**
 * Keeps what is forced as is wished, by a part that is loaded where anything is to outlive
 * the tab, or no longer is.
 *
 * @param before - what was forced before; `undefined`: the wish itself is new
 * @returns a sentence about what could not be done
 */
export async function keepBeyond(
  wish: Settings['keep'],
  client: SluiceClient,
  before?: FlagTable,
): Promise<string | undefined> {
  if (before && !isBeyond(wish)) return undefined
  const now = client.overrides()
  try {
    const { keepOverrides } = await loadKeeping()
    return keepOverrides(wish, client.store.getState().flags, now, before)
  } catch {
    return 'What is forced is kept as before, since a part did not load.'
  }
}
