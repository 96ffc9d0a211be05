import { fingerprint } from '../canonical.ts'

// A prime, so that every bit of the fingerprint has a say.
const SHARES = 999_983

/**
 * Whether a unit is among those whose exposures of a flag are sent: always the same
 * answer, so that a unit is counted for all of its variants or for none.
 *
 * @param shareBps - how many of 10 000 units are
 */
export function isSampled(unit: string, flag: string, shareBps: number): boolean {
  // Ten digits of base 36 are what a number holds exactly.
  const hash = parseInt(fingerprint(`${flag}\0${unit}`).slice(-10), 36)
  return (hash % SHARES) / SHARES < shareBps / 10_000
}
