import type { ReadClient } from './client-context.ts'
import { follow } from './exposure/show.ts'
import { mounted, mountWatchers } from './mounted.ts'
import type { FlagReader } from './read-flag.ts'

/** Prepares the reads of one flag by one component. */
export function flagReader(client: ReadClient, key: string): FlagReader {
  const reader: FlagReader = {
    client,
    key,
    subscribe(listener) {
      reader.isMounted = true
      // Whatever came between the commit and now.
      follow(reader)
      const stop = client.subscribeFlag(key, () => {
        listener()
        follow(reader)
      })
      const tell = (): void => mountWatchers.forEach((watch) => watch(reader))
      mounted.add(reader)
      tell()
      return () => {
        stop()
        mounted.delete(reader)
        tell()
      }
    },
    isMounted: false,
    // A thousand of them take less to make and to read when they all begin with what they will hold.
    given: undefined,
    last: undefined,
    state: undefined,
    default: undefined,
    onScreen: undefined,
    leave: undefined,
    place: undefined,
  }
  return reader
}
