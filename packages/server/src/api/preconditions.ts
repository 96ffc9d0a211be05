import { HttpError } from '../http/http-error.ts'

const ETAG = /^(?:W\/)?"(0|[1-9]\d{0,14})"$/

/** The ETag of a ruleset version, as administrators see it. */
export function versionTag(version: number): string {
  return `"${version}"`
}

/**
 * Reads `If-Match`.
 *
 * @returns the version that the caller has seen; `undefined` when the header is absent
 * @throws HttpError `INVALID_REQUEST`, status 422
 */
export function expectedVersion(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined) return undefined
  const version = ETAG.exec(ifMatch.trim())?.[1]
  if (version === undefined) {
    throw new HttpError(
      'INVALID_REQUEST',
      'If-Match takes one ETag as the service gave it, such as "42".',
      { status: 422 },
    )
  }
  return Number(version)
}

/**
 * Reads an `If-Match` that must be there.
 *
 * @throws HttpError `PRECONDITION_REQUIRED`, status 428
 */
export function requiredVersion(ifMatch: string | undefined): number {
  const version = expectedVersion(ifMatch)
  if (version !== undefined) return version
  throw new HttpError(
    'PRECONDITION_REQUIRED',
    'Send the ETag of the ruleset that you changed as If-Match, so that nobody else’s change is lost.',
    { status: 428 },
  )
}

/** Tells whether `If-None-Match` names a tag; compares weakly, as a GET should. */
export function namesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  const opaque = (text: string) => text.trim().replace(/^W\//, '')
  return ifNoneMatch.split(',').some((each) => opaque(each) === opaque(tag))
}
