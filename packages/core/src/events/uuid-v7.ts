/**
 * Makes a UUIDv7 (RFC 9562): 48 bits of time, then chance.
 *
 * @param atMs - epoch milliseconds
 * @param random - in `[0, 1)`
 */
export function uuidV7(atMs: number, random: () => number): string {
  const hex = (bits: number, value = Math.floor(random() * 2 ** bits)): string =>
    value.toString(16).padStart(bits / 4, '0')
  // What is no time makes an id all the same.
  const time = hex(48, Math.abs(Math.floor(atMs) % 2 ** 48) || 0)
  const variant = (0x8000 + Math.floor(random() * 0x4000)).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(12)}-${variant}-${hex(48)}`
}

/** Reads the time of a UUIDv7, epoch milliseconds; `undefined` when it is none. */
export function timeOfUuidV7(id: string): number | undefined {
  return UUID_V7.test(id) ? parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined
}

/** What a UUIDv7 looks like: lower case, as this package makes it. */
export const UUID_V7: RegExp =
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
