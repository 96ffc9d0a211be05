import { loadAgain } from './load-again.ts'

/**
 * Makes a part of something that is in a file of its own. It is loaded once; one that did
 * not load is asked for anew the next time.
 */
export function part<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined
  return () =>
    (loaded ??= load()
      .catch(loadAgain<T>)
      .catch((error) => {
        loaded = undefined
        throw error
      }))
}
