import type { Transaction } from 'kysely'
import type { AuditEntry, NewAuditEntry } from '../audit/audit-entry.ts'
import type { Tables } from './tables.ts'

/** One change in the making: everything in it commits together, or nothing does. */
export interface Unit {
  readonly db: Transaction<Tables>
  /** Epoch milliseconds; one moment for the whole change. */
  readonly now: number
  /** Adds an entry to the audit chain. */
  audit(entry: NewAuditEntry): Promise<AuditEntry>
  /**
   * Runs something once the change is on the disk and before it is acknowledged, in the order given.
   *
   * @param name - of effects with one name only the last is run
   */
  afterCommit(effect: () => void | Promise<void>, name?: string): void
}

/** Makes changes, one at a time. */
export interface Writer {
  /**
   * Runs a change in a transaction.
   *
   * @returns what the change returned, after its commit and everything that follows it
   * @throws HttpError `STORE_UNAVAILABLE`, or what the change threw; nothing is changed then
   */
  write<T>(work: (unit: Unit) => Promise<T>): Promise<T>
}
