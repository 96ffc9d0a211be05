import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder, and those above it that are missing, for nobody but their owner.
 *
 * Level by level: where a file system takes no folders, such as `/proc`, the
 * recursive way of Node.js tries for ever.
 *
 * @throws the error of the file system
 */
export function makeFolder(path: string): void {
  const missing = [resolve(path)]
  for (let above = dirname(resolve(path)); !exists(above); above = dirname(above)) {
    missing.push(above)
  }
  for (const folder of missing.toReversed()) makeLevel(folder)
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

function makeLevel(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Somebody else may have made it just now.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error
  }
}
