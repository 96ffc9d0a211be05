/** Who wants to hear of something. */
export type Listeners<T> = Set<(value: T) => void>

/**
 * Adds a listener.
 *
 * @returns how to remove it
 */
export function listen<T>(listeners: Listeners<T>, listener: (value: T) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Tells everybody; one that throws keeps nobody from hearing. */
export function tell<T>(listeners: Listeners<T>, value: T): void {
  // A copy: who stops and listens again while being told is not told twice.
  ;[...listeners].forEach((listener) => {
    try {
      listener(value)
    } catch (error) {
      // The page's own fault, shown where the page's faults are shown.
      setTimeout(() => {
        throw error
      })
    }
  })
}
