import { SluiceError } from '@sluice/core'
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { UNIT_SECRET } from '../intake/unit-secret.ts'
import { serviceVersion } from '../openapi/service-version.ts'
import { makeFolder } from '@sluice/events/spool'
import { auditHeadPath, type StoreOptions } from '../store/store-options.ts'
import {
  AUDIT_HEAD,
  AUDIT_KEY,
  AUDIT_PUBLIC_KEY,
  DATABASE,
  MANIFEST,
  requireFree,
  sumOf,
  sync,
  type Manifest,
} from './backup-files.ts'

/** What is backed up, and where to. */
export interface BackupOptions extends Pick<StoreOptions, 'auditHeadPath' | 'auditKeyPath'> {
  readonly dataDir: string
  /** A folder that does not exist or is empty. */
  readonly to: string
  /** Epoch milliseconds. */
  readonly now?: () => number
}

/** A backup that was made. */
export interface Backup {
  /** Absolute path. */
  readonly folder: string
  readonly files: readonly string[]
  /** The version of each environment in it. */
  readonly environments: readonly { readonly key: string; readonly version: number }[]
}

/**
 * Copies a data folder as it is at one moment, also while a service writes to
 * it. The copy holds the key of the audit log, unless that is kept elsewhere,
 * that of stream tickets and that of the pseudonyms in events: keep it as you
 * keep secrets. Events are files that never change, and are copied as such.
 *
 * @throws SluiceError `NO_DATA`, `AUDIT_FILES_ELSEWHERE`, `FOLDER_NOT_EMPTY`, `NOT_A_FOLDER` or `BACKUP_FAILED`; nothing is left behind then
 */
export async function backUp(options: BackupOptions): Promise<Backup> {
  const { dataDir, to, now = Date.now } = options
  const folder = resolve(to)
  const source = join(dataDir, DATABASE)
  if (!existsSync(source)) {
    throw new SluiceError(
      'NO_DATA',
      `There is no ${DATABASE} in ${dataDir}. Name the data folder of the service with --data-dir.`,
    )
  }
  requireFree(folder, 'Give each backup a folder of its own.')
  const beside = besideOf(options)
  const part = `${folder}.${process.pid}.part`
  try {
    makeFolder(part)
    for (const [name, path] of beside) copyFileSync(path, join(part, name))
    const environments = copyDatabase(source, join(part, DATABASE))
    const files = [...beside.map(([name]) => name), DATABASE]
    const sums = await Promise.all(files.map(async (name) => sumOf(join(part, name))))
    const manifest: Manifest = {
      format: 1,
      release: serviceVersion(),
      at: new Date(now()).toISOString(),
      files: Object.fromEntries(files.map((name, index) => [name, sums[index] ?? ''])),
    }
    writeFileSync(join(part, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, {
      mode: 0o600,
    })
    for (const name of [...files, MANIFEST]) sync(join(part, name))
    sync(part)
    // Onto an empty folder this works as onto none.
    renameSync(part, folder)
    sync(dirname(folder))
    return { folder, files: [...files, MANIFEST], environments }
  } catch (cause) {
    rmSync(part, { recursive: true, force: true })
    if (cause instanceof SluiceError) throw cause
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new SluiceError(
      'BACKUP_FAILED',
      `${dataDir} could not be copied to ${folder}: ${detail}.`,
      {
        cause,
      },
    )
  }
}

/**
 * What is copied beside the database. The signed end of the
 * audit log comes before the database: the log in the copy then reaches at
 * least as far as its end. A key that is kept elsewhere stays there, and its
 * public half is enough to verify.
 */
function besideOf(options: BackupOptions): [name: string, path: string][] {
  const { dataDir, auditKeyPath } = options
  const own = join(dataDir, AUDIT_KEY)
  const head = auditHeadPath(options)
  const publicKey = `${auditKeyPath ?? own}.pub`
  required(head, 'signed end', '--audit-head or SLUICE_AUDIT_HEAD')
  required(publicKey, 'public key', '--audit-key or SLUICE_AUDIT_KEY')
  if (auditKeyPath === undefined) required(own, 'key', '--audit-key or SLUICE_AUDIT_KEY')
  const ticket: [string, string] = ['ticket.key', join(dataDir, 'ticket.key')]
  const units: [string, string] = [UNIT_SECRET, join(dataDir, UNIT_SECRET)]
  return [
    [AUDIT_HEAD, head],
    ...(auditKeyPath === undefined ? [[AUDIT_KEY, own] satisfies [string, string]] : []),
    [AUDIT_PUBLIC_KEY, publicKey],
    ...(existsSync(ticket[1]) ? [ticket] : []),
    ...(existsSync(units[1]) ? [units] : []),
  ]
}

// A backup without them restores nothing, and that would be found on the day it is needed.
function required(path: string, what: string, option: string): void {
  if (existsSync(path)) return
  throw new SluiceError(
    'AUDIT_FILES_ELSEWHERE',
    `There is no ${what} of the audit log at ${path}, and without it a backup cannot be verified. Name the file that the service uses with ${option}.`,
  )
}

function copyDatabase(from: string, to: string): Backup['environments'] {
  // Made by us and not by SQLite, so that it is never readable by others.
  closeSync(openSync(to, 'wx', 0o600))
  const source = new DatabaseSync(from, { readOnly: true, timeout: 10_000 })
  try {
    // One statement sees one moment, whatever is written meanwhile.
    source.prepare('vacuum into ?').run(to)
  } finally {
    source.close()
  }
  const copy = new DatabaseSync(to, { readOnly: true })
  try {
    const check = copy.prepare('pragma integrity_check(1)').get()?.['integrity_check']
    if (check !== 'ok') throw new Error(`the database is damaged: ${String(check)}`)
    const rows = copy.prepare('select key, version from environments order by key').all()
    return rows.map((row) => ({ key: String(row['key']), version: Number(row['version']) }))
  } finally {
    copy.close()
  }
}
