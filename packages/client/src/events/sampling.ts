/**
 * Whether a unit is among those whose exposures of a flag are sent: always the same
 * answer, so that a unit is counted for all of its variants or for none.
 *
 * @param shareBps - how many of 10 000 units are
 */
export function isSampled(unit: string, flag: string, shareBps: number): boolean {
  let hash = 0x811c9dc5
  for (const text of [flag, '\0', unit])
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  // The last bits of the text would not reach the first of the hash otherwise.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < shareBps / 10_000
}
