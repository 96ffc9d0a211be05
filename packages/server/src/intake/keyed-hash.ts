import { hash } from 'node:crypto'

const BLOCK_BYTES = 64
const DIGEST_BYTES = 32
const INNER_PAD = 0x36
const OUTER_PAD = 0x5c
/** Of a text in UTF-8; longer ones get a place of their own. */
const USUAL_BYTES = 4_096

/**
 * Makes HMAC-SHA-256 with one key, hexadecimal, for very many short texts: two hashes at once take a
 * third of what an object for each of them takes.
 *
 * @param key - 64 bytes at most
 * @see RFC 2104
 */
export function createKeyedHash(key: Uint8Array): (text: string) => string {
  if (key.length > BLOCK_BYTES) throw new RangeError(`The key has more than ${BLOCK_BYTES} bytes.`)
  const usual = Buffer.alloc(BLOCK_BYTES + USUAL_BYTES)
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES)
  for (let place = 0; place < BLOCK_BYTES; place++) {
    const byte = key[place] ?? 0
    usual[place] = byte ^ INNER_PAD
    outer[place] = byte ^ OUTER_PAD
  }
  return (text) => {
    const longest = 3 * text.length
    const isUsual = longest <= USUAL_BYTES
    const inner = isUsual ? usual : Buffer.alloc(BLOCK_BYTES + longest)
    if (!isUsual) usual.copy(inner, 0, 0, BLOCK_BYTES)
    const bytes = inner.write(text, BLOCK_BYTES, 'utf8')
    outer.set(hash('sha256', inner.subarray(0, BLOCK_BYTES + bytes), 'buffer'), BLOCK_BYTES)
    return hash('sha256', outer, 'hex')
  }
}
