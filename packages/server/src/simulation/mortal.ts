import type { Store } from '../store/store.ts'

/** What a process that is killed sees of a store: the change in hand is taken back, and nothing answers any more. */
export interface Mortal {
  readonly store: Store
  readonly isDead: boolean
  /** Resolves when it is dead. */
  readonly died: Promise<void>
  /** Kills it in the middle of so many changes from now, 1 for the next. */
  dieIn(changes: number): void
}

/** Lets one process of several that share a store die alone. */
export function createMortal(store: Store): Mortal {
  const { promise: died, resolve } = Promise.withResolvers<void>()
  let left = Infinity
  let isDead = false
  const silence = async (): Promise<never> => new Promise(() => {})
  return {
    store: {
      ...store,
      health: () => store.health(),
      read: async (query) => (isDead ? silence() : store.read(query)),
      async write(work) {
        if (isDead) return silence()
        if (--left > 0) return store.write(work)
        await store
          .write(async (unit) => {
            await work(unit)
            // All was said to the database, and nothing was committed.
            throw new Error('killed')
          })
          .catch(() => undefined)
        isDead = true
        resolve()
        return silence()
      },
    },
    get isDead() {
      return isDead
    },
    died,
    dieIn(changes) {
      left = changes
    },
  }
}
