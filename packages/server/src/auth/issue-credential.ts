import type { By } from '../store/environments.ts'
import { activeCredentials, entryOfRow, type CredentialRow } from '../store/credential-rows.ts'
import type { Store } from '../store/store.ts'
import type { Unit } from '../store/unit.ts'
import { createCredential } from './credential.ts'
import type { KeyKind, Role } from './principal.ts'

/** A credential to make. */
export type CredentialOrder =
  | { readonly kind: KeyKind; readonly environment: string; readonly name: string }
  | { readonly kind: 'token'; readonly role: Role; readonly name: string }

/** A credential that was made: its row, and the text that is shown this one time. */
export interface IssuedCredential {
  readonly row: CredentialRow
  readonly text: string
}

/** Makes a credential. Only the digest of its text is kept. */
export async function issueCredential(
  store: Store,
  unit: Unit,
  order: CredentialOrder,
  by: By,
): Promise<IssuedCredential> {
  const made = createCredential(order.kind)
  const environment = order.kind === 'token' ? null : order.environment
  const role = order.kind === 'token' ? order.role : null
  const row: CredentialRow = {
    id: made.id,
    kind: order.kind,
    role,
    environment,
    digest: made.digest,
    last4: made.last4,
    name: order.name,
    created_at: unit.now,
    created_by: JSON.stringify(by.actor),
    revoked_at: null,
  }
  await unit.db.insertInto('credentials').values(row).execute()
  await unit.audit({
    ...by,
    environment,
    action: order.kind === 'token' ? 'token.create' : 'key.create',
    subject: made.id,
    before: null,
    after: summary(row),
  })
  unit.afterCommit(() => store.credentials.add(entryOfRow(row)))
  await snapshotAfterCommit(store, unit)
  return { row, text: made.text }
}

/** Ends a credential, at once and for good. */
export async function revokeCredential(
  store: Store,
  unit: Unit,
  row: CredentialRow,
  by: By,
): Promise<void> {
  await unit.db
    .updateTable('credentials')
    .set({ revoked_at: unit.now })
    .where('id', '=', row.id)
    .execute()
  await unit.audit({
    ...by,
    environment: row.environment,
    action: row.kind === 'token' ? 'token.revoke' : 'key.revoke',
    subject: row.id,
    before: summary(row),
    after: null,
  })
  unit.afterCommit(() => store.credentials.revoke(`${row.kind}_${row.id}`))
  await snapshotAfterCommit(store, unit)
}

async function snapshotAfterCommit(store: Store, unit: Unit): Promise<void> {
  const entries = await activeCredentials(unit.db)
  unit.afterCommit(async () => store.snapshots.credentials(entries), 'credentials snapshot')
}

function summary({ id, kind, role, environment, name, last4 }: CredentialRow) {
  return { id, kind, role, environment, name, last4 }
}
