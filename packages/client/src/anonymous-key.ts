import type { Shelf } from './storage.ts'

/** The random id of somebody who is not known. */
export interface AnonymousKey {
  current: string
  /** @returns whether the storage takes what is written */
  write(): boolean
  /** Becomes somebody else. */
  renew(): void
}

/** Takes the id that was remembered, else makes one. */
export function createAnonymousKey(
  shelf: Shelf,
  name: string,
  isRemembered: boolean,
  random: () => number,
): AnonymousKey {
  const part = (): string =>
    Math.floor(random() * 2 ** 52)
      .toString(36)
      .padStart(11, '0')
  const make = (): string => part() + part()
  const last = isRemembered ? shelf.read(name) : undefined
  const key: AnonymousKey = {
    current: typeof last === 'string' && last !== '' ? last : make(),
    write: () => shelf.write(name, isRemembered ? key.current : ''),
    renew() {
      key.current = make()
      key.write()
    },
  }
  return key
}
