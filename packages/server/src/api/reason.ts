import { HttpError } from '../http/http-error.ts'

/** The header that carries the reason of a change, percent-encoded UTF-8. */
export const REASON_HEADER = 'Sluice-Reason'

/** The longest reason, in UTF-16 code units. */
export const REASON_LIMIT = 2_000

/**
 * Reads a reason: trimmed, `null` when there is none.
 *
 * @throws HttpError `INVALID_REQUEST` when it is too long or holds half a character
 */
export function reasonOf(text: string | undefined): string | null {
  const reason = (text ?? '').trim()
  if (reason === '') return null
  if (reason.length > REASON_LIMIT || !reason.isWellFormed()) {
    throw new HttpError('INVALID_REQUEST', `A reason has at most ${REASON_LIMIT} characters.`, {
      status: 422,
    })
  }
  return reason
}

/** Reads a reason from its header. */
export function reasonOfHeader(header: string | undefined): string | null {
  return reasonOf(header === undefined ? undefined : decoded(header))
}

function decoded(header: string): string {
  try {
    return decodeURIComponent(header)
  } catch {
    throw new HttpError('INVALID_REQUEST', `${REASON_HEADER} is not percent-encoded UTF-8.`, {
      status: 422,
    })
  }
}
