/**
 * Writes a value as JSON with sorted keys, so that equal values give equal texts.
 *
 * @throws TypeError for what JSON cannot carry, RangeError for what is nested too deeply
 */
export function canonical(value: unknown): string {
  const names = new Set<string>()
  JSON.stringify(value, (name, inner: unknown) => {
    names.add(name)
    return inner
  })
  // Read of an object that has none of its own, it would be what the object inherits.
  names.delete('__proto__')
  // A list of names is also the order in which they are written.
  return JSON.stringify(value, [...names].sort())
}

/**
 * Digests a text to some 12 letters. It tells contexts apart without holding
 * what they say; it is no defence against somebody who makes collisions.
 */
export function fingerprint(text: string): string {
  let a = 0
  let b = 0
  for (const letter of text) {
    const unit = letter.codePointAt(0) as number
    // Two hashes of 32 bits, which texts that are alike do not meet in at once.
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b, 31) + unit
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36)
}
