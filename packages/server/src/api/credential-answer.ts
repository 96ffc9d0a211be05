import { prefixOf, type CredentialKind } from '../auth/credential.ts'
import type { CredentialRow } from '../store/credential-rows.ts'

/** A credential as lists show it: everything but the secret and its digest. */
export function credentialAnswer(row: CredentialRow) {
  return {
    id: row.id,
    name: row.name,
    prefix: prefixOf(row.kind as CredentialKind, row.id),
    last4: row.last4,
    createdAt: new Date(row.created_at).toISOString(),
    createdBy: JSON.parse(row.created_by) as unknown,
    revokedAt: row.revoked_at === null ? null : new Date(row.revoked_at).toISOString(),
  }
}
