import { rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { makeFolder } from './make-folder.ts'

/** Where files go that cannot be trusted, below the folder of events. */
export const ASIDE = 'aside'

/**
 * Moves a file out of the way, under a name that begins with the time.
 *
 * @returns the new path
 */
export async function moveAside(root: string, path: string, now: number): Promise<string> {
  const target = asidePath(root, basename(path), now)
  await rename(path, target)
  return target
}

/** Keeps bytes that were cut from a file, in the same way. */
export async function keepAside(
  root: string,
  name: string,
  bytes: Uint8Array,
  now: number,
): Promise<string> {
  const target = asidePath(root, name, now)
  await writeFile(target, bytes, { mode: 0o600 })
  return target
}

let asideCount = 0

function asidePath(root: string, name: string, now: number): string {
  const folder = join(root, ASIDE)
  makeFolder(folder)
  const time = new Date(now).toISOString().replaceAll(':', '')
  // Two of the same name in one millisecond must not replace each other.
  asideCount += 1
  return join(folder, `${time}-${process.pid}-${asideCount}-${name}`)
}
