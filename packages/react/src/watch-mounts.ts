import type { FlagListener, ReadFlag } from '@sluice/client'
import type { Look, Watched } from './mounted.ts'
import type { FlagReader } from './read-flag.ts'

const watchers = new Set<Look>()

/** From now on tells who begins to listen to a flag, and who ends. */
function watchFlag(flag: ReadFlag): ReadFlag {
  const listeners = (flag.listeners ??= new Set())
  for (const deed of ['add', 'delete'] as const)
    listeners[deed] = (listener: FlagListener) => {
      const done = (Set.prototype[deed] as Set<unknown>['add']).call(listeners, listener) as never
      watchers.forEach((watch) => watch(listener.reader as FlagReader))
      return done
    }
  return flag
}

/**
 * Calls back with what begins to read a flag through this client on the page, and what
 * ends; of other clients that are watched too. A client that nobody watches pays nothing.
 *
 * @returns how to stop
 */
export function watchMounts({ flags }: Watched, watch: Look): () => void {
  flags.forEach(watchFlag)
  // What is read later comes by this way.
  ;(flags as Map<string, ReadFlag>).set = (key, flag) =>
    Map.prototype.set.call(flags, key, watchFlag(flag)) as typeof flags & Map<string, ReadFlag>
  watchers.add(watch)
  return () => watchers.delete(watch)
}
