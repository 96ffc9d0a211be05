import type { Shelf } from './storage.ts'

/** The id of somebody who is not known: random, and on a shelf if it may be remembered. */
export interface AnonymousKey {
  current: string
  /** Becomes somebody else. */
  renew(): void
}

/** Takes the remembered id, else makes one. */
export function createAnonymousKey(
  shelf: Shelf | undefined,
  name: string,
  random: () => number,
): AnonymousKey {
  const remembered = shelf?.read(name)
  const part = (): string =>
    Math.floor(random() * 2 ** 52)
      .toString(36)
      .padStart(11, '0')
  const key: AnonymousKey = {
    current: '',
    renew() {
      key.current = part() + part()
      shelf?.write(name, key.current)
    },
  }
  if (typeof remembered === 'string' && remembered !== '') key.current = remembered
  else key.renew()
  return key
}
