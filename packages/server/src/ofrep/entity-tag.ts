import { hash } from 'node:crypto'

/** The strong entity tag of a body, quoted: 128 bits of its SHA-256. */
export function entityTagOf(body: string | Uint8Array): string {
  return `"${hash('sha256', body, 'base64url').slice(0, 22)}"`
}

/**
 * Tells whether an `If-None-Match` header names a tag: alone or in a list, weak
 * or strong, and also without the quotes that some clients leave out. `*` names
 * none, since whoever sends it holds no answer that could still be right.
 *
 * @param tag - quoted, without characters that a list would split at
 */
export function namesTag(header: string | null | undefined, tag: string): boolean {
  if (header === null || header === undefined) return false
  const opaque = tag.slice(1, -1)
  return header.split(',').some((item) => {
    const given = item.trim().replace(/^W\//i, '')
    return given === tag || given === opaque
  })
}
