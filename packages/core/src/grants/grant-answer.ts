import { isRecord } from '../records.ts'

/**
 * Why a grant is refused.
 *
 * - `GRANT_INVALID`: no token of ours, cut off or changed
 * - `GRANT_EXPIRED`, `GRANT_REVOKED`: it worked before
 * - `GRANT_FOREIGN`: signed by nobody that this service knows, or with a key that was replaced
 * - `GRANT_ELSEWHERE`: for another environment or another page
 * - `GRANT_FOR_OTHERS`: for another person
 * - `GRANT_OVERUSED`: more people have used it than any test takes
 * - `GRANTS_OFF`: the environment takes none
 * - `GRANTS_UNAVAILABLE`: the service cannot tell now
 */
export type GrantRefusalCode =
  | 'GRANT_INVALID'
  | 'GRANT_EXPIRED'
  | 'GRANT_REVOKED'
  | 'GRANT_FOREIGN'
  | 'GRANT_ELSEWHERE'
  | 'GRANT_FOR_OTHERS'
  | 'GRANT_OVERUSED'
  | 'GRANTS_OFF'
  | 'GRANTS_UNAVAILABLE'

/** A flag that a grant names and that is evaluated as ever. */
export interface IgnoredFlag {
  readonly flag: string
  /** A sentence for people. */
  readonly detail: string
}

/** What the service made of a grant. */
export type GrantAnswer =
  | {
      readonly state: 'active'
      readonly id: string
      /** Epoch milliseconds. */
      readonly expiresAt: number
      /** Variants that are forced, by flag key. */
      readonly forced: Readonly<Record<string, string>>
      readonly ignored: readonly IgnoredFlag[]
    }
  | { readonly state: 'refused'; readonly code: GrantRefusalCode; readonly detail: string }

/** Writes an answer for its header, which takes ASCII alone. */
export function writeGrantAnswer(answer: GrantAnswer): string {
  return encodeURIComponent(JSON.stringify(answer))
}

/**
 * Reads the answer from its header.
 *
 * @returns `undefined` when there is none that this release understands
 */
export function parseGrantAnswer(header: string | null | undefined): GrantAnswer | undefined {
  try {
    const answer: unknown = JSON.parse(decodeURIComponent(header ?? ''))
    return isAnswer(answer) ? answer : undefined
  } catch {
    return undefined
  }
}

function isAnswer(value: unknown): value is GrantAnswer {
  if (!isRecord(value)) return false
  const { state, id, expiresAt, forced, ignored, code, detail } = value
  if (state === 'refused') return typeof code === 'string' && typeof detail === 'string'
  return (
    state === 'active' &&
    typeof id === 'string' &&
    typeof expiresAt === 'number' &&
    isRecord(forced) &&
    Array.isArray(ignored)
  )
}
