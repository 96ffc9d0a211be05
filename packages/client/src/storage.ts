/** The part of `Storage` that the client uses. Each call may throw. */
export interface StorageLike {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  /** Without it, what has to go is written over. */
  removeItem?(key: string): void
}

// What is longer was not written by this client, which stores no more than five answers.
const LONGEST_ITEM = 2 ** 22

// Values of contexts, who is there, and what was counted; of a tab what is forced or broken in it,
// and the values that stay for its session.
const PARTS = ['', '.id', '.counted', '.tab', '.steady']

/** JSON kept in a storage that may be blocked, full, corrupt or not allowed. */
export interface Shelf {
  /** Where it goes; none while that is not allowed, or does not work. */
  storage(): StorageLike | null | undefined
  /** What could not be written anywhere else, by part. */
  readonly memory: Map<string, unknown>
  /** Gives what was written, or `undefined`; anything may have been written by others. */
  read(part: string): unknown
  /** @returns whether it outlives the page */
  write(part: string, value: unknown): boolean
  /** Deletes what was written, now or on earlier pages, also while nothing may be read or written. */
  clear(): void
}

/**
 * Opens a storage; one that throws on writing is left alone from then on, and memory takes its place.
 *
 * @param name - stands before the name of each part
 * @param isAllowed - while it says no, the storage is neither read nor written
 */
export function createShelf(
  name: string,
  open: () => StorageLike | null | undefined,
  isAllowed: () => boolean,
): Shelf {
  let storage: StorageLike | null | undefined
  const memory = new Map<string, unknown>()
  try {
    storage = open()
  } catch {
    // Blocked: the page goes on with what it holds, and its status tells.
  }
  const shelf: Shelf = {
    memory,
    storage: () => (isAllowed() ? storage : undefined),
    read(part) {
      try {
        const text = shelf.storage()?.getItem(name + part) ?? ''
        if (text.length <= LONGEST_ITEM) return JSON.parse(text) as unknown
      } catch {
        // Nothing there, not ours, or cut off: overwritten by the next write.
      }
      return memory.get(part)
    },
    write(part, value) {
      try {
        shelf.storage()?.setItem(name + part, JSON.stringify(value))
      } catch {
        isAllowed = () => false
      }
      if (!shelf.storage()) memory.set(part, value)
      return !!shelf.storage()
    },
    clear() {
      try {
        for (const part of PARTS)
          storage?.[storage.removeItem ? 'removeItem' : 'setItem']?.(name + part, '')
      } catch {
        // Whoever denies a storage has nothing of ours in it.
      }
    },
  }
  return shelf
}

/** Takes what was stored for a list; what is none is an empty one. */
export function listOf(stored: unknown): readonly unknown[] {
  return Array.isArray(stored) ? stored : []
}
