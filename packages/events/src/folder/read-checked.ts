import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { opened } from './checked-text.ts'
import { moveAside } from './move-aside.ts'

/**
 * Reads a file whose JSON was `sealed` under a name.
 *
 * @returns `undefined` when there is no such file; where it was moved to when it is not what was written
 * @throws what the file system says of a file that is there and cannot be read
 */
export async function readChecked<T>(
  folder: string,
  file: string,
  name: string,
  now: number,
): Promise<{ readonly content: T } | { readonly damaged: string } | undefined> {
  const path = join(folder, file)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const json = opened(name, text)
  if (json === undefined) return { damaged: await moveAside(folder, path, now) }
  return { content: JSON.parse(json) as T }
}
