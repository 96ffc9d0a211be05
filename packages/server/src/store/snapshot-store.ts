import { re2Engine } from '@sluice/core/regex'
import { createCredentialBook } from '../auth/credential-book.ts'
import { closedBook } from '../grants/grant-book.ts'
import { createGrantUses } from '../grants/grant-uses.ts'
import { createFloodBook } from '../intake/flood-book.ts'
import { createLiveEnvironments } from '../live/live-environments.ts'
import type { Snapshot } from './snapshots.ts'
import { storeUnavailable } from './store-error.ts'
import type { Store } from './store.ts'

/** Makes a store that serves the last snapshots and refuses everything that needs a database. */
export function createSnapshotStore(snapshot: Snapshot, error: Error, release: () => void): Store {
  const live = createLiveEnvironments(snapshot.epoch, re2Engine)
  for (const environment of snapshot.environments) live.publish(environment)
  const credentials = createCredentialBook()
  for (const entry of snapshot.credentials) credentials.add(entry)
  const refuse = () =>
    Promise.reject(storeUnavailable('it could not be opened at the start', error))
  return {
    epoch: snapshot.epoch,
    live,
    credentials,
    grants: { book: closedBook, uses: createGrantUses({ known: [], keep: () => undefined }) },
    floods: createFloodBook({ known: [], keep: () => undefined }),
    held: new Map(),
    snapshots: { environment: refuse, credentials: refuse },
    auditPublicKey: undefined,
    read: refuse,
    write: refuse,
    verifyAudit: refuse,
    health: () => ({ database: 'snapshot', cause: error.message, quarantinedFlags: 0 }),
    close: async () => release(),
  }
}
