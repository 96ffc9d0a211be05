import { onTestFinished } from 'vitest'
import { type EmbeddedStoreOptions, openEmbeddedStore } from '../embedded/open-embedded-store.ts'
import type { EventStore } from '../query/event-store.ts'
import { type Spool, openSpool } from '../spool.ts'

/** An embedded store on a folder, until it is closed or the test ends. */
export interface OpenedStore {
  readonly spool: Spool
  readonly store: EventStore
  close(): Promise<void>
}

/** Opens the embedded store on a folder. */
export async function openedStore(
  folder: string,
  options: Omit<EmbeddedStoreOptions, 'spool'> = {},
): Promise<OpenedStore> {
  const spool = await openSpool({ folder })
  onTestFinished(() => spool.close())
  const store = await openEmbeddedStore({ spool, ...options })
  const close = async (): Promise<void> => {
    await store.close()
    await spool.close()
  }
  onTestFinished(close)
  return { spool, store, close }
}
