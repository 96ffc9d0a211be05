import { readGrantClaims, type GrantClaims } from '@sluice/core/grants'
import type { GrantKey } from './grant-key.ts'

/** Writes a token: `s1.<payload>.<signature>`, both base64url. */
export function writeToken(claims: Omit<GrantClaims, 'key'>, key: GrantKey): string {
  const whole: GrantClaims = { ...claims, key: key.id }
  const payload = Buffer.from(JSON.stringify(whole)).toString('base64url')
  return `s1.${payload}.${key.sign(payload).toString('base64url')}`
}

/** What reading a token gives: what it says, or what is wrong with it. */
export type ReadToken = GrantClaims | 'invalid' | 'foreign'

/** Reads a token and checks that this service signed it, with the key of now. */
export function readToken(token: string, key: GrantKey): ReadToken {
  const claims = readGrantClaims(token)
  if (claims === undefined) return 'invalid'
  if (claims.key !== key.id) return 'foreign'
  const [, payload = '', signature = ''] = token.split('.')
  return key.verify(payload, Buffer.from(signature, 'base64url')) ? claims : 'foreign'
}
