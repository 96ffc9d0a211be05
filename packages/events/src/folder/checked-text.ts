import { crc32 } from 'node:zlib'

/** Puts JSON under a name beside its checksum. */
export function sealed(name: string, json: string): string {
  return `{"crc":"${checksum(json)}","${name}":${json}}\n`
}

/** The JSON in a text of `sealed`; `undefined` when it is not what was written. */
export function opened(name: string, text: string): string | undefined {
  const head = `{"crc":"00000000","${name}":`.length
  const json = text.slice(head, -2)
  return text === sealed(name, json) ? json : undefined
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}
