/**
 * Asks again for a module that did not load. A browser never does: its message ends with
 * the address, which under another fragment is another module.
 */
export const loadAgain = <T>({ message }: Error): Promise<T> =>
  import(
    /* @vite-ignore */ /* webpackIgnore: true */ `${message.replace(/.*: /, '')}#${Math.random()}`
  )
