import { relative, resolve, sep } from 'node:path'
import type { FileChange } from './file-change.ts'
import { readIfThere } from './read-if-there.ts'

/** Plans the change of one file. */
export type ChangeFile = (
  /** From the app's folder, or absolute. */
  path: string,
  about: string,
  /** Gives the new text; `undefined` leaves the file alone. */
  write: (before: string | undefined) => string | undefined,
) => Promise<readonly FileChange[]>

/** Makes what plans changes of files in an app; no change where the text stays as it is. */
export function changeFilesIn(folder: string): ChangeFile {
  return async (given, about, write) => {
    const path = resolve(folder, given)
    const before = await readIfThere(path)
    const after = write(before)
    if (after === undefined || after === before) return []
    return [{ path, name: showIn(folder, path), about, before, after }]
  }
}

/** A path as people write it in an app: from its folder, with slashes. */
export function showIn(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/')
}
