import type { Notices } from '../overlay/notices.ts'

/** Sentences, for somebody who draws them. */
interface Heard {
  /** Each once; the same list until something changes. */
  readonly list: () => readonly string[]
  readonly clear: () => void
  /** Calls back soon after each change; returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void
}

const known = new WeakMap<Notices, Heard>()

/** Hears of sentences from now on; those of before are in the list. */
export function heard(notices: Notices): Heard {
  const before = known.get(notices)
  if (before) return before
  const listeners = new Set<() => void>()
  let list: readonly string[] = [...new Set(notices)]
  const change = (): void => {
    list = [...new Set(notices)]
    // Not at once: something may be refused while React draws.
    queueMicrotask(() => listeners.forEach((listener) => listener()))
  }
  // What is there before the panel is small, and tells nobody: that begins here.
  notices.push = (...more) => {
    const count = Array.prototype.push.apply(notices, more)
    change()
    return count
  }
  const made: Heard = {
    list: () => list,
    clear() {
      notices.splice(0)
      change()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  known.set(notices, made)
  return made
}
