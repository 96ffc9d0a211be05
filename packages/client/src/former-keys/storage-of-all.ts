import type { StorageLike } from '../storage.ts'

const WITHDRAWN = '.withdrawn'

/**
 * A storage that finds what was kept under other names, and deletes it under all of them.
 *
 * @param othersOf - gives the other names of something, the latest first
 */
export function storageOfAll(
  storage: StorageLike,
  othersOf: (kept: string) => readonly string[],
): StorageLike {
  return {
    getItem: (kept) =>
      [kept, ...othersOf(kept)].reduce<string | null>(
        (found, each) => found ?? storage.getItem(each),
        null,
      ),
    setItem(kept, value) {
      storage.setItem(kept, value)
      // Without `removeItem`, what has to go is written over.
      if (value === '') for (const other of othersOf(kept)) storage.setItem(other, '')
      // Pages with another key look whether there is one more of theirs.
      if (kept.endsWith(WITHDRAWN))
        for (const other of othersOf(kept))
          storage.setItem(other, `${(Number(storage.getItem(other)) || 0) + 1}`)
    },
    ...(storage.removeItem && {
      removeItem(kept) {
        for (const each of [kept, ...othersOf(kept)]) storage.removeItem?.(each)
      },
    }),
  }
}
