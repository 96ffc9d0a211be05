/**
 * Writes a text as UTF-8; a lone surrogate becomes U+FFFD, as the Encoding Standard has it.
 *
 * @param bytes - takes three bytes for every UTF-16 code unit of the text
 * @returns the number of bytes written
 */
export function encodeUtf8(text: string, bytes: Uint8Array): number {
  let length = 0
  for (let index = 0; index < text.length; index++) {
    let point = text.codePointAt(index) as number
    if (point > 0xffff) index++
    else if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd
    if (point < 0x80) {
      bytes[length++] = point
      continue
    }
    if (point < 0x800) bytes[length++] = 0xc0 | (point >> 6)
    else {
      if (point < 0x10000) bytes[length++] = 0xe0 | (point >> 12)
      else {
        bytes[length++] = 0xf0 | (point >> 18)
        bytes[length++] = 0x80 | ((point >> 12) & 0x3f)
      }
      bytes[length++] = 0x80 | ((point >> 6) & 0x3f)
    }
    bytes[length++] = 0x80 | (point & 0x3f)
  }
  return length
}
