/** Runs tasks one after the other, in the order in which they were asked for. */
export interface Mutex {
  run<T>(task: () => Promise<T>): Promise<T>
}

/** Makes a mutex. A task that fails leaves the next ones alone. */
export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(task) {
      const result = last.then(task)
      last = result.catch(() => undefined)
      return result
    },
  }
}
