/** Sentences about what was refused, each once, until somebody has read them. */
export interface Notices {
  /** The same list until something changes. */
  readonly list: () => readonly string[]
  readonly push: (sentence: string) => void
  readonly clear: () => void
  /** Calls back soon after each change; returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void
}

/** Makes a place for sentences. Who comes later finds those of before. */
export function createNotices(): Notices {
  const listeners = new Set<() => void>()
  let list: readonly string[] = []
  const become = (next: readonly string[]): void => {
    list = next
    // Not at once: something may be refused while React draws.
    queueMicrotask(() => listeners.forEach((listener) => listener()))
  }
  return {
    list: () => list,
    push: (sentence) => list.includes(sentence) || become([...list, sentence]),
    clear: () => become([]),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
