import type { Kysely } from 'kysely'
import type { AuditFault, AuditReport } from '../audit/verify.ts'
import type { CredentialBook } from '../auth/credential-book.ts'
import type { GrantBook } from '../grants/grant-book.ts'
import type { GrantUses } from '../grants/grant-uses.ts'
import type { FloodBook } from '../intake/flood-book.ts'
import type { LiveEnvironments } from '../live/live-environments.ts'
import type { StoredRuleset } from '../rulesets/stored-ruleset.ts'
import type { SnapshotWriter } from './snapshots.ts'
import type { Tables } from './tables.ts'
import type { Writer } from './unit.ts'

/** How the store is. Serving flags does not depend on any of it. */
export interface StoreHealth {
  /** `snapshot`: there was no database at the start, and the last snapshots are served, read-only. */
  readonly database: 'ok' | 'unavailable' | 'snapshot'
  /** Why the database is not `ok`. */
  readonly cause?: string
  /** What the last verification of the audit log found wrong. */
  readonly auditFault?: AuditFault
  /** How many stored flags this release cannot read. */
  readonly quarantinedFlags: number
  /** Whether there are environments whose current ruleset or settings cannot be read; what was served last is served. */
  readonly unreadableRulesets?: boolean
  /** Whether the room that is kept for a full disk is gone: the next time that the disk is full, nothing can be changed. */
  readonly reserveMissing?: boolean
}

/** Everything that is kept in a data folder. */
export interface Store extends Writer {
  /** Random id of the data folder; versions compare only within it. */
  readonly epoch: string
  /** Environments in memory: what flags are served from. */
  readonly live: LiveEnvironments
  /** Credentials in memory: what requests are recognised by. */
  readonly credentials: CredentialBook
  /** Grants in memory, and who was shown what by one. */
  readonly grants: { readonly book: GrantBook; readonly uses: GrantUses }
  /** Floods of events in memory: when data may be made up. */
  readonly floods: FloodBook
  readonly snapshots: SnapshotWriter
  /** Rulesets with what this release could not read of them, by environment; for the next change. */
  readonly held: Map<string, StoredRuleset>
  /** PEM (SPKI) of the key that signs the audit log; `undefined` without a database. */
  readonly auditPublicKey: string | undefined
  /**
   * Runs a query.
   *
   * @throws HttpError `STORE_UNAVAILABLE`
   */
  read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T>
  /** Verifies the whole audit chain against its signed head. */
  verifyAudit(): Promise<AuditReport>
  health(): StoreHealth
  /** Waits for the change in progress, then closes the database and gives the folder back. */
  close(): Promise<void>
}
