import { createKeyedHash } from './keyed-hash.ts'

/** Of the 64 hexadecimal digits, so many are kept: no two units share them by chance. */
const KEPT_DIGITS = 32

/** Of a context so many: enough to tell apart those of an environment. */
const KEPT_CONTEXT_DIGITS = 16

/** How many pseudonyms are remembered: a batch and its neighbours are about the same few units. */
const KEPT_PSEUDONYMS = 30_000

/** Turns the value of a unit into the name that it is stored under. */
export interface Pseudonyms {
  (environment: string, unit: string, value: string): string
  /**
   * Hashes what a client made of a whole context once more: without the secret nobody can
   * try out what was in it, such as attributes that are not kept.
   */
  context(environment: string, contextHash: string): string
  /**
   * Units of late by the first 16 digits of their pseudonym. They are in memory alone: only
   * whoever has the value can tell where a new salt would put a unit.
   */
  recent(environment: string, unit: string): ReadonlyMap<string, string>
}

/**
 * Makes keyed pseudonyms: whoever has the events and not the secret can neither
 * undo nor guess them, and the same unit has another one in every environment
 * and under every name.
 *
 * @param secret - 32 bytes, kept with the data
 */
export function createPseudonyms(secret: Uint8Array): Pseudonyms {
  const keyedHash = createKeyedHash(secret)
  let known = new Map<string, string>()
  let older = new Map<string, string>()
  // With their lengths, so that no two of them run into the same text.
  const prefixOf = (environment: string, unit: string): string =>
    `${environment.length}:${environment}${unit.length}:${unit}`
  const pseudonymOf = (environment: string, unit: string, value: string): string => {
    const text = prefixOf(environment, unit) + value
    const remembered = known.get(text) ?? older.get(text)
    if (remembered !== undefined) return remembered
    const pseudonym = keyedHash(text).slice(0, KEPT_DIGITS)
    if (known.size >= KEPT_PSEUDONYMS) {
      older = known
      known = new Map()
    }
    known.set(text, pseudonym)
    return pseudonym
  }
  return Object.assign(pseudonymOf, {
    // No unit has an empty name.
    context: (environment: string, contextHash: string): string =>
      pseudonymOf(environment, '', contextHash).slice(0, KEPT_CONTEXT_DIGITS),
    recent(environment: string, unit: string): ReadonlyMap<string, string> {
      const prefix = prefixOf(environment, unit)
      const found = new Map<string, string>()
      for (const [text, pseudonym] of [...older, ...known]) {
        if (text.startsWith(prefix)) found.set(pseudonym.slice(0, 16), text.slice(prefix.length))
      }
      return found
    },
  })
}
