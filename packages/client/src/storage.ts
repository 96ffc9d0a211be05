/** The part of `Storage` that the client uses. Each call may throw. */
export interface StorageLike {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

// What is longer was not written by this client, which stores no more than five answers.
const LONGEST_ITEM = 2 ** 22

/** JSON kept in a storage that may be blocked, full or corrupt. */
export interface Shelf {
  /** Gives what was written, or `undefined`; anything may have been written by others. */
  read(key: string): unknown
  /** @returns whether it outlives the page */
  write(key: string, value: unknown): boolean
}

/** Opens a storage; one that throws on writing is left alone from then on, and memory takes its place. */
export function createShelf(open: () => StorageLike | null | undefined): Shelf {
  let storage: StorageLike | null | undefined
  const memory = new Map<string, unknown>()
  try {
    storage = open()
  } catch {
    // Blocked: the page goes on with what it holds, and its status tells.
  }
  return {
    read(key) {
      if (!storage) return memory.get(key)
      try {
        const text = storage.getItem(key) ?? ''
        if (text.length <= LONGEST_ITEM) return JSON.parse(text) as unknown
      } catch {
        // Nothing there, not ours, or cut off: overwritten by the next write.
      }
      return undefined
    },
    write(key, value) {
      try {
        storage?.setItem(key, JSON.stringify(value))
      } catch {
        storage = undefined
      }
      if (!storage) memory.set(key, value)
      return !!storage
    },
  }
}

/** Reads a list; what is none is an empty one. */
export function readList(shelf: Shelf, key: string): readonly unknown[] {
  const stored = shelf.read(key)
  return Array.isArray(stored) ? stored : []
}
