import { createHmac } from 'node:crypto'

/** Of the 64 hexadecimal digits, so many are kept: no two units share them by chance. */
const KEPT_DIGITS = 32

/** How many pseudonyms are remembered: a batch and its neighbours are about the same few units. */
const KEPT_PSEUDONYMS = 20_000

/** Turns the value of a unit into the name that it is stored under. */
export type Pseudonyms = (environment: string, unit: string, value: string) => string

/**
 * Makes keyed pseudonyms: whoever has the events and not the secret can neither
 * undo nor guess them, and the same unit has another one in every environment
 * and under every name.
 *
 * @param secret - 32 bytes, kept with the data
 */
export function createPseudonyms(secret: Uint8Array): Pseudonyms {
  const known = new Map<string, string>()
  return (environment, unit, value) => {
    // With their lengths, so that no two of them run into the same text.
    const text = `${environment.length}:${environment}${unit.length}:${unit}${value}`
    const remembered = known.get(text)
    if (remembered !== undefined) return remembered
    const digest = createHmac('sha256', secret).update(text).digest('hex')
    const pseudonym = digest.slice(0, KEPT_DIGITS)
    if (known.size >= KEPT_PSEUDONYMS) known.clear()
    known.set(text, pseudonym)
    return pseudonym
  }
}
