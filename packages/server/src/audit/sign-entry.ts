import { canonicalText, sha256, type AuditEntry, type NewAuditEntry } from './audit-entry.ts'
import type { SigningKey } from './signing-key.ts'

/** The text that the signature of an entry covers. */
export function signedText(hash: string): string {
  return `sluice-audit-entry:${hash}`
}

/** Adds a link: numbers, dates, hashes and signs what the entry says. */
export function linkEntry(
  entry: NewAuditEntry,
  last: { readonly seq: number; readonly hash: string },
  now: number,
  key: SigningKey,
): AuditEntry {
  const linked = {
    ...entry,
    seq: last.seq + 1,
    prevHash: last.hash,
    at: new Date(now).toISOString(),
  }
  const hash = sha256(canonicalText(linked))
  return { ...linked, hash, signature: key.sign(signedText(hash)) }
}
