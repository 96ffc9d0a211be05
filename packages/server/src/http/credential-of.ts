/** Reads a header; `undefined` when it was not sent. */
export type HeaderReader = (name: 'authorization' | 'x-api-key') => string | undefined

/**
 * Finds the credential of a request: `Authorization: Bearer …`, else
 * `X-API-Key`. A URL never carries one.
 *
 * @returns `undefined` when there is none
 */
export function credentialOf(header: HeaderReader): string | undefined {
  const authorization = header('authorization')
  if (authorization !== undefined) return /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1]
  const key = header('x-api-key')?.trim()
  return key === '' ? undefined : key
}
