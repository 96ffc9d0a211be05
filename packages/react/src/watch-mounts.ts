import type { FlagReader } from './read-flag.ts'
import { mounted } from './mounted.ts'

const watchers = new Set<(reader: FlagReader) => void>()

/**
 * Calls back with what joins `mounted`, or leaves it.
 *
 * @returns how to stop
 */
export function watchMounts(watch: (reader: FlagReader) => void): () => void {
  mounted.tell = (reader) => watchers.forEach((each) => each(reader))
  watchers.add(watch)
  return () => void watchers.delete(watch)
}
