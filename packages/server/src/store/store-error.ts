import { HttpError } from '../http/http-error.ts'

const CODE = 'STORE_UNAVAILABLE'
const RETRY_AFTER_SECONDS = 5

/** The cause of a refusal on a full disk. */
export const DISK_FULL = 'the disk is full'

// Primary result codes of SQLite that say something about the world and not about our SQL.
const CAUSES: Readonly<Record<number, string>> = {
  5: 'it is locked by another process',
  6: 'it is locked by another process',
  8: 'it is read-only',
  10: 'the disk fails',
  11: 'its file is damaged',
  13: DISK_FULL,
  14: 'its file cannot be opened',
  23: 'access to it is denied',
  26: 'its file is no database',
}

/** The refusal of everything that needs the database while there is none; flags are served on. */
export function storeUnavailable(cause: string, error?: unknown): HttpError {
  return new HttpError(
    CODE,
    `The database cannot be used: ${cause}. Flags are served on; nothing was changed. Try again later.`,
    {
      status: 503,
      headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
      members: { cause },
      cause: error,
    },
  )
}

/** Tells an error of SQLite that has its cause outside as a 503; hands back every other as it is. */
export function storeErrorOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  if (error.code === 'ERR_INVALID_STATE') return storeUnavailable('it is closed', error)
  if (error.code !== 'ERR_SQLITE_ERROR' || !('errcode' in error)) return error
  const cause = CAUSES[Number(error.errcode) & 0xff]
  return cause === undefined ? error : storeUnavailable(cause, error)
}

/** Why the database could not be used, when that is what an error says. */
export function unavailableCause(error: unknown): string | undefined {
  return error instanceof HttpError && error.code === CODE
    ? String(error.members['cause'])
    : undefined
}

const SQLITE_CONSTRAINT = 19
const SQLITE_MISMATCH = 20

/** Tells whether the audit table takes no next entry because of what stands in it. */
export function isChainBroken(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  // A number of an entry beyond what JavaScript can count.
  if (error.code === 'ERR_OUT_OF_RANGE') return true
  const result = 'errcode' in error ? Number(error.errcode) & 0xff : undefined
  return result === SQLITE_CONSTRAINT || result === SQLITE_MISMATCH
}

/**
 * The refusal of every change while the audit log takes no next entry; flags are served on.
 *
 * @param detail - what is wrong with the log, one sentence
 */
export function chainBroken(detail: string, cause?: unknown): HttpError {
  return new HttpError(
    'AUDIT_CHAIN_BROKEN',
    `The audit log takes no next entry: its table was changed from outside. ${detail} Flags are served on; nothing was changed. See where it breaks with \`sluice audit verify\`, find out who could write to the data folder, then restore it from a backup.`,
    { status: 503, cause },
  )
}
