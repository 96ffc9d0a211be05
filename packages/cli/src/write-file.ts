import { randomUUID } from 'node:crypto'
import { mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { SluiceError } from '@sluice/core'

/**
 * Writes a file in one step: whoever reads it meanwhile sees the old text or
 * the new one. Links are followed, permissions are kept, folders are made.
 *
 * @throws SluiceError `FILE_NOT_WRITTEN`
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    const target = await realpath(path).catch(() => path)
    const mode = await stat(target).then(
      (found) => found.mode & 0o777,
      () => 0o644,
    )
    const part = `${target}.${randomUUID()}.part`
    try {
      await writeFile(part, text, { mode })
      await rename(part, target)
    } finally {
      await rm(part, { force: true })
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new SluiceError('FILE_NOT_WRITTEN', `${path} could not be written (${code}).`, {
      cause: error,
    })
  }
}
