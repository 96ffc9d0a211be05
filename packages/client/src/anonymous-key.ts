import type { FirstEnvironment } from './environment.ts'
import type { Shelf } from './storage.ts'

/** What makes one id differ from another: `Math`, or an environment. */
export type Chance = Pick<FirstEnvironment, 'random'>

/** The random id of somebody who is not known. */
export interface AnonymousKey {
  current: string
  /** @returns whether the storage takes what is written */
  write(): boolean
  /** Becomes who was remembered, as soon as that may be read. */
  recall(): void
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
  chance: Chance,
  given: unknown,
): AnonymousKey {
  const find = (): string | undefined =>
    [given, isRemembered && shelf.read(name)].find(
      (key): key is string => typeof key === 'string' && key !== '',
    )
  const key: AnonymousKey = {
    current: find() ?? randomKey(chance),
    write: () => shelf.write(name, isRemembered ? key.current : ''),
    recall() {
      key.current = find() ?? key.current
      key.write()
    },
    renew() {
      given = undefined
      key.current = randomKey(chance)
      key.write()
    },
  }
  return key
}

/** Makes an id that no other browser has. */
export function randomKey(chance: Chance): string {
  const part = (): string =>
    Math.floor(chance.random() * 2 ** 52)
      .toString(36)
      .padStart(11, '0')
  return part() + part()
}
