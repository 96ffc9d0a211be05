/** What a request for values may say in its headers, by their names in lower case. */
export interface DirectHeaders {
  host: string
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
  const read: Partial<DirectHeaders> = {}
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
  const { host, 'content-length': length } = read
  if (host === undefined || length === undefined || !/^\d{1,6}$/.test(length)) return undefined
  return { ...read, host, 'content-length': length }
}

/** How many hosts are remembered; a service has a few. */
const KEPT_HOSTS = 100

const origins = new Map<string, string>()

/** The origin of the address that a `Host` header names; `undefined` when it names none. */
export function originOf(host: string): string | undefined {
  const known = origins.get(host)
  if (known !== undefined) return known
  const origin = URL.parse(`http://${host}`)?.origin
  if (origin === undefined) return undefined
  if (origins.size >= KEPT_HOSTS) origins.clear()
  origins.set(host, origin)
  return origin
}
