/**
 * Writes a value as JSON with sorted keys, so that equal values give equal texts.
 *
 * @throws TypeError for what JSON cannot carry, RangeError for what is nested too deeply
 */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/**
 * Digests a text to some 12 letters. It tells contexts apart without holding
 * what they say; it is no defence against somebody who makes collisions.
 */
export function fingerprint(text: string): string {
  let a = 0x9e3779b9
  let b = 0x85ebca6b
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul((b << 5) ^ (b >>> 3) ^ unit, 0xc2b2ae35)
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36)
}
