import type { FlagReader } from './read-flag.ts'
import { mounted } from './mounted.ts'

const watchers = new Set<(reader: FlagReader) => void>()

/** Tells of each change, which costs nothing where nobody watches. */
class WatchedSet extends Set<FlagReader> {
  override add(reader: FlagReader): this {
    super.add(reader)
    watchers.forEach((watch) => watch(reader))
    return this
  }

  override delete(reader: FlagReader): boolean {
    const wasThere = super.delete(reader)
    watchers.forEach((watch) => watch(reader))
    return wasThere
  }
}

/**
 * Calls back with what joins `mounted`, or leaves it.
 *
 * @returns how to stop
 */
export function watchMounts(watch: (reader: FlagReader) => void): () => void {
  Object.setPrototypeOf(mounted, WatchedSet.prototype)
  watchers.add(watch)
  return () => watchers.delete(watch)
}
