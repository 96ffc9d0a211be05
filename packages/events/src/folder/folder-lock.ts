import { SluiceError } from '@sluice/core'
import { holdFolder, type FolderLock } from './hold-folder.ts'

export type { FolderLock } from './hold-folder.ts'

/**
 * Takes a folder of events for this process, and makes it when there is none.
 *
 * @throws SluiceError `EVENTS_FOLDER_IN_USE`, naming the holder, or `EVENTS_FOLDER_UNUSABLE`
 */
export function lockFolder(folder: string, now: number): FolderLock {
  return holdFolder(folder, now, {
    inUse: (holder, cause) =>
      new SluiceError(
        'EVENTS_FOLDER_IN_USE',
        `The events in ${folder} are in use by ${holder}. Stop it, or ask it over HTTP instead.`,
        { cause, status: 503 },
      ),
    unusable: (detail, cause) =>
      new SluiceError(
        'EVENTS_FOLDER_UNUSABLE',
        `The folder ${folder} cannot hold events: ${detail}. Give a folder that this process may write to.`,
        { cause, status: 503 },
      ),
  })
}
