import { SluiceError } from '@sluice/core'
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../store/make-folder.ts'
import { openStore } from '../store/open-store.ts'
import type { StoreOptions } from '../store/store-options.ts'
import { MANIFEST, manifestSchema, notEmpty, sumOf, sync, type Manifest } from './backup-files.ts'

/** What is restored, and where to. */
export interface RestoreOptions extends Pick<
  StoreOptions,
  'logger' | 'now' | 'auditHeadPath' | 'auditKeyPath'
> {
  /** The folder of a backup. */
  readonly from: string
  /** A folder that does not exist or is empty. */
  readonly dataDir: string
}

/** What was restored. */
export interface Restored {
  /** When the backup was made, ISO 8601. */
  readonly at: string
  readonly environments: readonly { readonly key: string; readonly version: number }[]
  /** How many entries the audit log has, all of them verified. */
  readonly auditEntries: number
}

/** Stands in the root of many a volume, and is none of ours. */
const NOT_OURS = new Set(['lost+found'])

/**
 * Makes a data folder of a backup. It begins a new epoch, so that clients which
 * saw later versions take the restored ones, with an entry in the audit log
 * that says so; the log is verified.
 *
 * @throws SluiceError `NO_BACKUP`, `BACKUP_DAMAGED`, `FOLDER_NOT_EMPTY`, `RESTORE_FAILED`, or what `openStore` throws;
 *   the data folder is empty again then
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { from, dataDir } = options
  const manifest = readManifest(from)
  for (const [name, sum] of Object.entries(manifest.files)) {
    const path = join(from, name)
    if (!existsSync(path) || (await sumOf(path)) !== sum)
      throw damaged(from, `${name} is not as it was written`)
  }
  const there = existsSync(dataDir)
    ? readdirSync(dataDir).filter((name) => !NOT_OURS.has(name))
    : []
  if (there.length > 0)
    throw notEmpty(dataDir, 'Move what is in it elsewhere first: restoring never writes over data.')
  makeFolder(dataDir)
  try {
    for (const name of Object.keys(manifest.files)) {
      copyFileSync(join(from, name), join(dataDir, name))
      sync(join(dataDir, name))
    }
    sync(dataDir)
    return { at: manifest.at, ...(await begin(options)) }
  } catch (error) {
    for (const name of readdirSync(dataDir)) {
      if (!NOT_OURS.has(name)) rmSync(join(dataDir, name), { recursive: true, force: true })
    }
    throw error
  }
}

async function begin(options: StoreOptions): Promise<Omit<Restored, 'at'>> {
  const store = await openStore({ ...options, restored: true, whenDatabaseGone: 'exit' })
  try {
    const { whole, entries, fault } = await store.verifyAudit()
    if (!whole) {
      throw new SluiceError(
        'RESTORE_FAILED',
        `The audit log of the backup does not verify: ${fault?.detail ?? 'it breaks'} Take an older backup.`,
      )
    }
    const environments = store.live.keys().map((key) => ({
      key,
      version: store.live.get(key)?.compiled.version ?? 0,
    }))
    return { environments, auditEntries: entries }
  } finally {
    await store.close()
  }
}

function readManifest(from: string): Manifest {
  const path = join(from, MANIFEST)
  if (!existsSync(path)) {
    throw new SluiceError(
      'NO_BACKUP',
      `There is no ${MANIFEST} in ${from}. Name a folder that "sluice backup" has made.`,
    )
  }
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw damaged(from, `its ${MANIFEST} cannot be read`, cause)
  }
}

function damaged(from: string, detail: string, cause?: unknown): SluiceError {
  return new SluiceError(
    'BACKUP_DAMAGED',
    `The backup in ${from} is damaged: ${detail}. Take another one.`,
    {
      cause,
    },
  )
}
