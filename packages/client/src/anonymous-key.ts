import type { Shelf } from './storage.ts'

/** The random id of somebody who is not known. */
export interface AnonymousKey {
  current: string
  /** @returns whether the storage takes what is written */
  write(): boolean
  /** Becomes somebody else. */
  renew(): void
}

/**
 * Takes the id that came with the page, else the one that was remembered, else makes one.
 *
 * @param given - of the page; anything but a string that says something is ignored
 */
export function createAnonymousKey(
  shelf: Shelf,
  name: string,
  isRemembered: boolean,
  random: () => number,
  given: unknown,
): AnonymousKey {
  const isKey = (key: unknown): key is string => typeof key === 'string' && key !== ''
  const last = isRemembered ? shelf.read(name) : undefined
  const key: AnonymousKey = {
    current: isKey(given) ? given : isKey(last) ? last : randomKey(random),
    write: () => shelf.write(name, isRemembered ? key.current : ''),
    renew() {
      key.current = randomKey(random)
      key.write()
    },
  }
  return key
}

/** Makes an id that no other browser has. */
export function randomKey(random: () => number): string {
  const part = (): string =>
    Math.floor(random() * 2 ** 52)
      .toString(36)
      .padStart(11, '0')
  return part() + part()
}
