import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { moveAside } from '../folder/move-aside.ts'
import type { StoreContext } from './context.ts'
import { MANIFEST, manifestText, writeManifest } from './manifest.ts'
import { recoverFolder } from './recover-folder.ts'

/**
 * Compares an open folder with its list, as when it was opened: what is none of ours is
 * moved aside, and a good copy that was put back is taken in. A list that somebody has
 * changed is written anew, since this process knows it.
 *
 * @returns what was found that took no event along, a sentence each
 */
export async function lookAgain(context: StoreContext): Promise<string[]> {
  const { folder, duck, spool } = context
  const now = context.now()
  const faults: string[] = []
  const path = join(folder, MANIFEST)
  const text = await readText(path)
  if (text !== manifestText(context.manifest)) {
    const movedTo = text === undefined ? undefined : await moveAside(folder, path, now)
    await writeManifest(folder, context.manifest)
    const what = movedTo === undefined ? 'was gone' : `was not what was written, is in ${movedTo}`
    faults.push(`${MANIFEST} ${what}, and was written anew.`)
  }
  const { manifest, found } = await recoverFolder({ folder, duck, spool, now })
  await context.commit(manifest)
  context.onLosses(found)
  return faults
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
