/** What a request for values may say in its headers, by their names in lower case. */
export interface DirectHeaders {
  /** The origin of the address that the request came in at. */
  own: string
  'content-length': string
  authorization?: string
  'x-api-key'?: string
  origin?: string
  'if-none-match'?: string
}

/**
 * Reads the headers of a request whose body has a length.
 *
 * @param raw - names and values in turn, as they came
 * @returns `undefined` when one of them was sent twice or has an unusual form
 */
export function readHeaders(raw: readonly string[]): DirectHeaders | undefined {
  const read: { host?: string } & Partial<DirectHeaders> = {}
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase()
    switch (name) {
      case 'transfer-encoding':
        return undefined
      case 'host':
      case 'content-length':
      case 'authorization':
      case 'x-api-key':
      case 'origin':
      case 'if-none-match':
        if (read[name] !== undefined) return undefined
        read[name] = raw[index + 1] ?? ''
    }
  }
  const { host = '', 'content-length': length = '', ...others } = read
  const own = URL.parse(`http://${host}`)?.origin
  if (own === undefined || !/^\d{1,6}$/.test(length)) return undefined
  return { ...others, own, 'content-length': length }
}
