import { readFile } from 'node:fs/promises'
import { SluiceError } from '@sluice/core'

/**
 * Reads a file that may be missing.
 *
 * @throws SluiceError `FILE_UNREADABLE` when it is there and no text can be read from it
 */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    if (code === 'ENOENT') return undefined
    throw new SluiceError('FILE_UNREADABLE', `${path} cannot be read (${code}).`, { cause: error })
  }
}
