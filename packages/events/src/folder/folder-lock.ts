import { SluiceError } from '@sluice/core'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from './make-folder.ts'

const SQLITE_BUSY = 5

/** The one process that may use a folder of events. */
export interface FolderLock {
  release(): void
}

/**
 * Takes a folder of events for this process, and makes it when there is none.
 *
 * The lock is SQLite's own on a small file: the kernel drops it with the process,
 * `kill -9` included, so it is never stale and no pid is mistaken for a later one.
 *
 * @throws SluiceError `EVENTS_FOLDER_IN_USE`, naming the holder, or `EVENTS_FOLDER_UNUSABLE`
 */
export function lockFolder(folder: string, now: number): FolderLock {
  const holderPath = join(folder, 'holder.json')
  let lock: DatabaseSync | undefined
  try {
    makeFolder(folder)
    lock = new DatabaseSync(join(folder, 'holder.lock'), { timeout: 0 })
    lock.exec('pragma journal_mode = delete')
    lock.exec('begin exclusive')
    const holder = { pid: process.pid, since: new Date(now).toISOString() }
    writeFileSync(holderPath, JSON.stringify(holder), { mode: 0o600 })
  } catch (cause) {
    lock?.close()
    throw isBusy(cause) ? inUse(folder, holderOf(holderPath), cause) : unusable(folder, cause)
  }
  const held = lock
  return {
    release() {
      if (held.isOpen) held.close()
    },
  }
}

function inUse(folder: string, holder: string, cause: unknown): SluiceError {
  return new SluiceError(
    'EVENTS_FOLDER_IN_USE',
    `The events in ${folder} are in use by ${holder}. Stop it, or ask it over HTTP instead.`,
    { cause, status: 503 },
  )
}

function unusable(folder: string, cause: unknown): SluiceError {
  const detail = cause instanceof Error ? cause.message : String(cause)
  return new SluiceError(
    'EVENTS_FOLDER_UNUSABLE',
    `The folder ${folder} cannot hold events: ${detail}. Give a folder that this process may write to.`,
    { cause, status: 503 },
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
