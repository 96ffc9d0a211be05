import { SluiceError } from '@sluice/core'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { opened } from '../folder/checked-text.ts'
import { segmentFile } from './context.ts'
import { MANIFEST, type Manifest } from './manifest.ts'

/**
 * Names the Parquet files that belong together, also while the service
 * runs. It merges and erases meanwhile: where one is gone when it is read, ask again.
 *
 * @param folder - the folder of events
 * @returns their paths, in the order in which they were written
 * @throws SluiceError `EVENTS_FOLDER_UNUSABLE` where there is no whole list
 */
export async function listedSegments(folder: string): Promise<string[]> {
  const path = join(folder, MANIFEST)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw unusable(path, 'cannot be read', cause)
  })
  const json = opened('manifest', text)
  if (json === undefined) throw unusable(path, 'is not what was written')
  const { segments } = JSON.parse(json) as Manifest
  return segments.map((segment) => segmentFile(folder, segment))
}

function unusable(path: string, what: string, cause?: unknown): SluiceError {
  return new SluiceError(
    'EVENTS_FOLDER_UNUSABLE',
    `The list of events ${path} ${what}. Give the folder of events; the service makes its list again when it starts.`,
    { cause, status: 503 },
  )
}
