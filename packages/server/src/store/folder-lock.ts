import { SluiceError } from '@sluice/core'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from './make-folder.ts'

const SQLITE_BUSY = 5

/** The one service that may use a data folder. */
export interface FolderLock {
  release(): void
}

/**
 * Takes a data folder for this process, and makes it when there is none.
 *
 * The lock is SQLite's own lock on a small file, which the kernel drops with the
 * process, `kill -9` included; so a lock is never stale and no pid is ever
 * mistaken for a later process of the same number. A second file tells who
 * holds it.
 *
 * @throws SluiceError `DATA_FOLDER_IN_USE`, naming the holder, or `DATA_FOLDER_UNUSABLE`
 */
export function lockFolder(folder: string, now: number): FolderLock {
  const holderPath = join(folder, 'holder.json')
  const lock = openLock(folder)
  try {
    lock.exec('pragma journal_mode = delete')
    lock.exec('begin exclusive')
    writeFileSync(
      holderPath,
      JSON.stringify({ pid: process.pid, since: new Date(now).toISOString() }),
      { mode: 0o600 },
    )
  } catch (cause) {
    lock.close()
    throw isBusy(cause)
      ? new SluiceError(
          'DATA_FOLDER_IN_USE',
          `The data folder ${folder} is in use by ${holderOf(holderPath)}. Stop it, or give this service a folder of its own.`,
          { cause },
        )
      : unusable(folder, cause)
  }
  return {
    release() {
      if (lock.isOpen) lock.close()
    },
  }
}

function openLock(folder: string): DatabaseSync {
  try {
    makeFolder(folder)
    return new DatabaseSync(join(folder, 'holder.lock'), { timeout: 0 })
  } catch (cause) {
    throw unusable(folder, cause)
  }
}

function unusable(folder: string, cause: unknown): SluiceError {
  const detail = cause instanceof Error ? cause.message : String(cause)
  return new SluiceError(
    'DATA_FOLDER_UNUSABLE',
    `The data folder ${folder} cannot be used: ${detail}. The service needs a folder that it may write to.`,
    { cause },
  )
}

function isBusy(error: unknown): boolean {
  return (
    error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
  )
}

function holderOf(path: string): string {
  try {
    const holder: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof holder === 'object' && holder !== null && 'pid' in holder && 'since' in holder) {
      return `process ${String(holder.pid)}, running since ${String(holder.since)}`
    }
    return 'another process'
  } catch {
    // The holder has the lock but has not written yet; the refusal stands without its number.
    return 'another process'
  }
}
