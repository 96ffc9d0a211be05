import type { SluiceError } from '@sluice/core'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from './make-folder.ts'

const SQLITE_BUSY = 5

/** A folder that nobody else may use meanwhile. */
export interface FolderLock {
  release(): void
}

/** What is thrown when a folder cannot be held. */
export interface FolderRefusals {
  /** @param holder - who has it, in words */
  readonly inUse: (holder: string, cause: unknown) => SluiceError
  /** @param detail - what went wrong, in words */
  readonly unusable: (detail: string, cause: unknown) => SluiceError
}

/**
 * Takes a folder for this process, and makes it when there is none.
 *
 * The lock is SQLite's own lock on a small file, which the kernel drops with the
 * process, `kill -9` included; so a lock is never stale and no pid is ever
 * mistaken for a later process of the same number. A second file tells who
 * holds it.
 *
 * @param now - epoch milliseconds
 * @throws SluiceError of `refusals`
 */
export function holdFolder(folder: string, now: number, refusals: FolderRefusals): FolderLock {
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
    if (isBusy(cause)) throw refusals.inUse(holderOf(holderPath), cause)
    throw refusals.unusable(cause instanceof Error ? cause.message : String(cause), cause)
  }
  const held = lock
  return {
    release() {
      if (held.isOpen) held.close()
    },
  }
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
