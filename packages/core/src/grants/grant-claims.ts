import { isRecord } from '../records.ts'

/** What a grant says: which variants it forces, where, for whom and until when. */
export interface GrantClaims {
  readonly environment: string
  /** Variants by flag key. */
  readonly overrides: Readonly<Record<string, string>>
  /** The only people it works for: values of `targetingKey` and `anonymousKey`. Absent: anybody who has it. */
  readonly units?: Readonly<Record<string, string>>
  /** The only pages it works on. Absent: every page that may use the environment. */
  readonly origins?: readonly string[]
  /** Epoch milliseconds. */
  readonly expiresAt: number
  /** The id by which it is listed and revoked. */
  readonly jti: string
  /** Which signing key it was signed with. */
  readonly key: string
}

// By itself, since a page needs no other bound.
const TOKEN_LENGTH = 3_072

/** Bounds of a grant. */
export const GRANT_LIMITS = {
  /** The longest life, milliseconds. */
  lifetimeMs: 24 * 60 * 60 * 1000,
  /** How many flags one grant forces. */
  flags: 32,
  /** How many pages and units it names. */
  origins: 8,
  /** How many people one grant is for. */
  people: 1_000,
  /** Characters of a token: it has to fit a fragment, a header and a cookie. */
  tokenLength: TOKEN_LENGTH,
} as const

// On every platform there is, and in no library that TypeScript is given here.
declare const atob: (base64: string) => string

const FORM = /^s1\.([\w-]+)\.([\w-]{86})$/

/**
 * Reads what a token says. Who wrote it is not looked at: only the service can tell.
 *
 * @returns `undefined` for what is no token
 */
export function readGrantClaims(token: string): GrantClaims | undefined {
  if (token.length > TOKEN_LENGTH) return undefined
  const payload = FORM.exec(token)?.[1]
  try {
    const claims: unknown = payload === undefined ? undefined : JSON.parse(textOf(payload))
    return isClaims(claims) ? claims : undefined
  } catch {
    return undefined
  }
}

function textOf(payload: string): string {
  const bytes = atob(payload.replaceAll('-', '+').replaceAll('_', '/'))
  return decodeURIComponent(
    bytes.replace(/[^]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`),
  )
}

function isClaims(value: unknown): value is GrantClaims {
  if (!isRecord(value)) return false
  const { environment, overrides, units, origins, expiresAt, jti, key } = value
  return (
    [environment, jti, key].every((text) => typeof text === 'string' && text !== '') &&
    isTexts(overrides) &&
    (units === undefined || isTexts(units)) &&
    (origins === undefined || (Array.isArray(origins) && origins.every(isText))) &&
    Number.isSafeInteger(expiresAt)
  )
}

function isTexts(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isText)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
