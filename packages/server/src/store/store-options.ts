import { join } from 'node:path'
import type { Logger } from '../http/logger.ts'

/** Where and how to keep data. */
export interface StoreOptions {
  /** Made when it does not exist. One service at a time may use it. */
  readonly dataDir: string
  readonly logger: Logger
  /** Epoch milliseconds; the clock of the machine unless given. */
  readonly now?: () => number
  /** File of the signed audit head; `audit-head.json` in the data folder unless given. Best on another volume. */
  readonly auditHeadPath?: string
  /** File of the key that signs the audit log; `audit-key.pem` in the data folder unless given. */
  readonly auditKeyPath?: string
  /**
   * Size in bytes of a file that only takes up room, and is given up when the disk is full, so that a flag can
   * still be turned off then; 8 MiB unless given, `0` for none.
   */
  readonly reserveBytes?: number
  /**
   * What to do when the database cannot be opened: serve the last snapshots,
   * read-only (`snapshot`, the default), or refuse to start (`exit`).
   */
  readonly whenDatabaseGone?: 'snapshot' | 'exit'
  /**
   * The folder was restored from a backup: begins a new epoch, so that clients
   * which saw later versions take the restored one, and signs the audit log as
   * it is now, with an entry that says so.
   */
  readonly restored?: boolean
}

/** The file of the signed audit head. */
export function auditHeadPath(options: Pick<StoreOptions, 'auditHeadPath' | 'dataDir'>): string {
  return options.auditHeadPath ?? join(options.dataDir, 'audit-head.json')
}
