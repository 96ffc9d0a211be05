import { SluiceError } from '@sluice/core'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { requireAuditFolders, requireOwnFiles } from './audit-places.ts'
import { openDatabase, type OpenDatabase } from './database.ts'
import { createDatabaseStore } from './database-store.ts'
import { lockFolder } from './folder-lock.ts'
import { hasServed } from './served-before.ts'
import { createSnapshotStore } from './snapshot-store.ts'
import { readSnapshots, type Snapshot } from './snapshots.ts'
import { auditHeadPath, type StoreOptions } from './store-options.ts'
import type { Store } from './store.ts'
import { sweepParts } from './sweep-parts.ts'

const DATABASE = 'sluice.db'

/**
 * Opens a data folder and brings what it serves into memory.
 *
 * @throws SluiceError `DATA_FOLDER_IN_USE` (names the holder), `DATA_FOLDER_UNUSABLE`, `STORE_TOO_NEW`,
 *   `AUDIT_KEY_UNREADABLE`, `AUDIT_FILES_CLASH`, `AUDIT_FOLDER_MISSING`, or `STORE_UNAVAILABLE` when the database cannot be
 *   opened and there is no snapshot to serve, or none is wanted
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataDir, logger } = options
  const now = options.now ?? Date.now
  requireOwnFiles(options)
  // Later, flags are served on without them.
  if (!existsSync(join(dataDir, DATABASE))) requireAuditFolders(options)
  const lock = lockFolder(dataDir, now())
  try {
    sweepParts(dataDir, auditHeadPath(options))
    const snapshot = readSnapshots(dataDir)
    const database = openOrExplain(options, snapshot, now())
    if (!('db' in database)) {
      logger.error(
        { err: database.error },
        'the database cannot be opened; the last snapshots are served, read-only',
      )
      return createSnapshotStore(database.snapshot, database.error, () => lock.release())
    }
    return await createDatabaseStore({ ...options, now }, database, snapshot, () => lock.release())
  } catch (error) {
    lock.release()
    throw error
  }
}

type Opened = OpenDatabase | { readonly snapshot: Snapshot; readonly error: Error }

function openOrExplain(options: StoreOptions, snapshot: Snapshot | undefined, now: number): Opened {
  const path = join(options.dataDir, DATABASE)
  try {
    return openDatabase(path, now, hasServed(options.dataDir, auditHeadPath(options)))
  } catch (cause) {
    if (cause instanceof SluiceError && cause.code === 'STORE_TOO_NEW') throw cause
    const detail = cause instanceof Error ? cause.message : String(cause)
    const error = new SluiceError(
      'STORE_UNAVAILABLE',
      `The database in ${options.dataDir} cannot be opened: ${detail}. Restore it from a backup.`,
      { cause, status: 503 },
    )
    if (snapshot === undefined || options.whenDatabaseGone === 'exit') throw error
    return { snapshot, error }
  }
}
