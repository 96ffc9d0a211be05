import type { FirstEnvironment } from '../environment.ts'
import { createShelf, type Shelf } from '../storage.ts'

/**
 * Opens where tabs read how often somebody withdrew, wherever they keep their values: one
 * that is put away or still loads hears of nothing.
 *
 * @param name - of what this client keeps
 */
export function openNotice(name: string, environment: FirstEnvironment): Shelf {
  return createShelf(
    name,
    () => environment.storage('local'),
    () => true,
  )
}

/** Deletes the events that wait in the database of this browser. */
export function dropEvents(name: string, environment: FirstEnvironment): void {
  try {
    environment.dropRows(`${name}.events`)
  } catch {
    // Where nothing can be opened, nothing is.
  }
}
