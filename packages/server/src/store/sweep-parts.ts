import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { SNAPSHOT_FOLDER } from './snapshots.ts'

const PART = /\.\d+\.part$/

/** Removes what killed processes had not finished writing. Only for who holds the folder. */
export function sweepParts(dataDir: string, headPath: string): void {
  sweep(join(dataDir, SNAPSHOT_FOLDER), '.')
  // The head may lie in a folder that others write to.
  sweep(dirname(headPath), `.${basename(headPath)}.`)
}

function sweep(folder: string, prefix: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    if (name.startsWith(prefix) && PART.test(name)) rmSync(join(folder, name), { force: true })
  }
}
