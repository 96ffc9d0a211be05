import { SluiceError } from '@sluice/core'
import { constants, copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { requireAuditFolders, requireOwnFiles } from '../store/audit-places.ts'
import { makeFolder } from '@sluice/events/spool'
import { openStore } from '../store/open-store.ts'
import type { StoreOptions } from '../store/store-options.ts'
import {
  AUDIT_HEAD,
  AUDIT_KEY,
  AUDIT_PUBLIC_KEY,
  DATABASE,
  MANIFEST,
  manifestSchema,
  requireFree,
  sumOf,
  sync,
  type Manifest,
} from './backup-files.ts'
import { requireKey, verifyBackup } from './verify-backup.ts'

/** What is restored, and where to. */
export interface RestoreOptions extends Pick<
  StoreOptions,
  'logger' | 'now' | 'auditHeadPath' | 'auditKeyPath'
> {
  /** The folder of a backup. */
  readonly from: string
  /** A folder that does not exist or is empty. */
  readonly dataDir: string
  /** The key of the audit log is lost: begins with another one, and keeps the old public half. */
  readonly newAuditKey?: boolean
}

/** What was restored. */
export interface Restored {
  /** When the backup was made, ISO 8601. */
  readonly at: string
  readonly environments: readonly { readonly key: string; readonly version: number }[]
  /** How many entries the audit log has, all of them verified. */
  readonly auditEntries: number
}

interface Copy {
  readonly name: string
  readonly to: string
}

/** Stands in the root of many a volume, and is none of ours. */
const NOT_OURS = 'lost+found'

/**
 * Makes a data folder of a backup. It begins a new epoch, so that clients which
 * saw later versions take the restored ones, with an entry in the audit log
 * that says so; the log is verified before. Nothing that is there is written
 * over, also not where the end and the key of the audit log are kept.
 *
 * @throws SluiceError `NO_BACKUP`, `BACKUP_DAMAGED`, `FOLDER_NOT_EMPTY`, `NOT_A_FOLDER`, `AUDIT_KEY_NEEDED`, `AUDIT_KEY_DIFFERS`,
 *   `AUDIT_HEAD_EXISTS`, `RESTORE_FAILED`, or what `openStore` throws;
 *   the data folder is empty again then, and no file is left elsewhere
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { from, dataDir } = options
  const manifest = readManifest(from)
  for (const [name, sum] of Object.entries(manifest.files)) {
    const path = join(from, name)
    if (!existsSync(path) || (await sumOf(path)) !== sum)
      throw damaged(from, `${name} is not as it was written`)
  }
  for (const name of [DATABASE, AUDIT_HEAD, AUDIT_PUBLIC_KEY]) {
    if (!(name in manifest.files)) throw damaged(from, `it holds no ${name}`)
  }
  requireFree(
    resolve(dataDir),
    'Move what is in it elsewhere first: restoring never writes over data.',
    NOT_OURS,
  )
  requireOwnFiles(options)
  requireAuditFolders(options)
  const { auditHeadPath, auditKeyPath, newAuditKey = false } = options
  if (!newAuditKey) requireKey(from, manifest, auditKeyPath)
  if (auditHeadPath !== undefined && existsSync(auditHeadPath)) throw headExists(auditHeadPath)
  verifyBackup(from)
  const copies = copiesOf(options, manifest)
  const made = [...placesOf(options).values()].filter((path) => !existsSync(path))
  makeFolder(dataDir)
  try {
    for (const { name, to } of copies) {
      copyFileSync(join(from, name), to, constants.COPYFILE_EXCL)
      sync(to)
    }
    sync(dataDir)
    return { at: manifest.at, ...(await begin(options, newAuditKey)) }
  } catch (error) {
    for (const name of readdirSync(dataDir)) {
      if (name !== NOT_OURS) rmSync(join(dataDir, name), { recursive: true, force: true })
    }
    for (const path of made) rmSync(path, { force: true })
    throw error
  }
}

/** The files that the service keeps outside the data folder, by their name in a backup. */
function placesOf({ auditHeadPath, auditKeyPath }: RestoreOptions): Map<string, string> {
  const places = new Map<string, string>()
  if (auditHeadPath !== undefined) places.set(AUDIT_HEAD, auditHeadPath)
  if (auditKeyPath !== undefined)
    places.set(AUDIT_KEY, auditKeyPath).set(AUDIT_PUBLIC_KEY, `${auditKeyPath}.pub`)
  return places
}

/** What goes where; a key that is kept elsewhere is there already. */
function copiesOf(options: RestoreOptions, manifest: Manifest): Copy[] {
  const places = placesOf(options)
  return Object.keys(manifest.files)
    .filter((name) => name !== AUDIT_KEY || options.newAuditKey !== true)
    .map((name) => ({ name, to: places.get(name) ?? join(options.dataDir, name) }))
    .filter(({ to }) => !existsSync(to))
}

async function begin(options: StoreOptions, newAuditKey: boolean): Promise<Omit<Restored, 'at'>> {
  const store = await openStore({ ...options, restored: true, whenDatabaseGone: 'exit' })
  try {
    const { whole, entries, fault } = await store.verifyAudit()
    // With another key nothing from before verifies any more; it was verified with the old one.
    if (!whole && !newAuditKey) {
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

function headExists(path: string): SluiceError {
  return new SluiceError(
    'AUDIT_HEAD_EXISTS',
    `There is a signed end of an audit log at ${path} already, and a service may use it. Stop that service and move the file elsewhere, or name another one with --audit-head: restoring never writes over data.`,
  )
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
