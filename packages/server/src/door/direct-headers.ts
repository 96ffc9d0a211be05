/** What doors look at in the headers of a request, by their names in lower case. */
export interface DirectHeaders {
  host?: string
  'content-length'?: string
  'content-type'?: string
  'content-encoding'?: string
  authorization?: string
  'x-api-key'?: string
  origin?: string
  'if-none-match'?: string
  'last-event-id'?: string
  'user-agent'?: string
  'sluice-grant'?: string
}

/**
 * Reads the headers of a request.
 *
 * @param raw - names and values in turn, as they came
 * @returns `undefined` when one of them was sent twice, or the body has no length that is known before
 */
export function readHeaders(raw: readonly string[]): DirectHeaders | undefined {
  const read: DirectHeaders = {}
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase()
    switch (name) {
      case 'transfer-encoding':
        return undefined
      case 'host':
      case 'content-length':
      case 'content-type':
      case 'content-encoding':
      case 'authorization':
      case 'x-api-key':
      case 'origin':
      case 'if-none-match':
      case 'last-event-id':
      case 'user-agent':
      case 'sluice-grant':
        if (read[name] !== undefined) return undefined
        read[name] = raw[index + 1] ?? ''
    }
  }
  return read
}

/** How many hosts are remembered; a service has a few. */
const KEPT_HOSTS = 100

const origins = new Map<string, string>()

/** The origin of the address that a `Host` header names; `undefined` when it names none. */
export function originOf(host: string | undefined): string | undefined {
  if (host === undefined) return undefined
  const known = origins.get(host)
  if (known !== undefined) return known
  const origin = URL.parse(`http://${host}`)?.origin
  if (origin === undefined) return undefined
  if (origins.size >= KEPT_HOSTS) origins.clear()
  origins.set(host, origin)
  return origin
}
