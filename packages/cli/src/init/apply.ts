import { readFile, rm } from 'node:fs/promises'
import { SluiceError } from '@sluice/core'
import { writeWhole } from '../write-file.ts'
import type { FileChange } from './files/file-change.ts'

/** Puts every file back to what it was. */
export type Undo = () => Promise<void>

/**
 * Makes changes to files: all of them, or none.
 *
 * @throws SluiceError `CHANGED_MEANWHILE` when a file is no longer what the changes were made from;
 *   `FILE_NOT_WRITTEN`
 */
export async function applyChanges(changes: readonly FileChange[]): Promise<Undo> {
  for (const { path, name, before } of changes) {
    const now = await readFile(path, 'utf8').catch(() => undefined)
    if (now !== before) {
      throw new SluiceError(
        'CHANGED_MEANWHILE',
        `Nothing was written, because ${name} changed meanwhile. Run it again.`,
      )
    }
  }
  const written: FileChange[] = []
  const undo = async (): Promise<void> => {
    for (const { path, before } of written.toReversed()) {
      if (before === undefined) await rm(path, { force: true })
      else await writeWhole(path, before)
    }
  }
  try {
    for (const change of changes) {
      await writeWhole(change.path, change.after)
      written.push(change)
    }
  } catch (error) {
    await undo()
    throw error
  }
  return undo
}
