/**
 * Finds the credential of a request: `Authorization: Bearer …`, else
 * `X-API-Key`. A URL never carries one.
 *
 * @returns `undefined` when there is none
 */
export function credentialOf(headers: Headers): string | undefined {
  const authorization = headers.get('authorization')
  if (authorization !== null) return /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1]
  const key = headers.get('x-api-key')?.trim()
  return key === '' ? undefined : key
}
