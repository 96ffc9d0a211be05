import { SluiceError } from '@sluice/core'
import { holdFolder, type FolderLock } from '@sluice/events/spool'

export type { FolderLock } from '@sluice/events/spool'

/**
 * Takes a data folder for this process, and makes it when there is none.
 *
 * @throws SluiceError `DATA_FOLDER_IN_USE`, naming the holder, or `DATA_FOLDER_UNUSABLE`
 */
export function lockFolder(folder: string, now: number): FolderLock {
  return holdFolder(folder, now, {
    inUse: (holder, cause) =>
      new SluiceError(
        'DATA_FOLDER_IN_USE',
        `The data folder ${folder} is in use by ${holder}. Stop it, or give this service a folder of its own.`,
        { cause },
      ),
    unusable: (detail, cause) =>
      new SluiceError(
        'DATA_FOLDER_UNUSABLE',
        `The data folder ${folder} cannot be used: ${detail}. The service needs a folder that it may write to.`,
        { cause },
      ),
  })
}
