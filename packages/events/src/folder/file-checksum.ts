import { createReadStream } from 'node:fs'
import { crc32 } from 'node:zlib'

/** CRC-32 of a file, as eight hexadecimal digits, and its length. */
export async function fileChecksum(path: string): Promise<{ crc: string; bytes: number }> {
  let sum = 0
  let bytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    sum = crc32(chunk as Buffer, sum)
    bytes += (chunk as Buffer).length
  }
  return { crc: sum.toString(16).padStart(8, '0'), bytes }
}
