import { randomUUID } from 'node:crypto'
import {
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SnapshotStore } from './snapshot/snapshot-store.ts'

/** Writing takes milliseconds; a lock or a part that is older was left by a process that died. */
const EXPIRES_MS = 10_000
const LOCK_PAUSE_MS = 25

/**
 * Keeps the last good ruleset in a file, so that a process which starts while the
 * service is away serves what the last one did.
 *
 * A reader, and whoever comes after a crash, finds either the old content or the
 * new one. Several processes may share a file: an older ruleset never takes the
 * place of a newer one. The file holds every rule, so only its owner may read it.
 *
 * @param path - of the file, or a link to it; its folder is made when it is missing
 *
 * @example
 * const sluice = createSluiceNode({ url, serverKey, snapshot: diskSnapshot('./sluice.snapshot') })
 */
export function diskSnapshot(path: string): SnapshotStore {
  return {
    async read() {
      // A pipe or a device may never end.
      await refuseOthers(path)
      return contentOf(path)
    },
    async write(text, isNewer) {
      await mkdir(dirname(path), { recursive: true })
      // A link stays one: where it leads, such as a volume, outlives the folder that it is in.
      const file = await followLinks(path)
      await refuseOthers(file)
      const folder = dirname(file)
      await mkdir(folder, { recursive: true })
      const unlock = await lock(`${file}.lock`)
      try {
        const kept = await contentOf(file)
        if (kept === undefined || !isNewer(kept)) {
          await sweep(file, folder)
          await replace(file, folder, text)
        }
      } finally {
        await unlock()
      }
    },
  }
}

/** Where a path leads, be there a file yet or not. */
async function followLinks(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
  try {
    const target = await readlink(path)
    return await followLinks(resolve(await realpath(dirname(path)), target))
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EINVAL')) return path
    throw error
  }
}

/** Nothing but a file can be kept: a rename would take the place of whatever is there, of `/dev/null` too. */
async function refuseOthers(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isFile()) throw new Error(`${path} is no plain file`)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

async function replace(path: string, folder: string, text: string): Promise<void> {
  const part = join(folder, `.${basename(path)}.${randomUUID()}.part`)
  try {
    const file = await open(part, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** Removes what processes left that were killed while they wrote. */
async function sweep(path: string, folder: string): Promise<void> {
  const names = await readdir(folder)
  const parts = names.filter(
    (name) => name.startsWith(`.${basename(path)}.`) && name.endsWith('.part'),
  )
  for (const part of parts.map((name) => join(folder, name)))
    if (await isLeftBehind(part)) await rm(part, { force: true })
}

/** Looking and writing must not be torn apart by another process that does the same. */
async function lock(path: string): Promise<() => Promise<void>> {
  for (let pauses = 0; pauses * LOCK_PAUSE_MS < 2 * EXPIRES_MS; pauses++) {
    try {
      const file = await open(path, 'wx', 0o600)
      await file.close()
      return () => rm(path, { force: true })
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
    if (await isLeftBehind(path)) await rm(path, { force: true })
    else await sleep(LOCK_PAUSE_MS)
  }
  throw new Error(`${path} stays locked: remove it if no process uses it.`)
}

async function isLeftBehind(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path)
    return Date.now() - mtimeMs > EXPIRES_MS
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
