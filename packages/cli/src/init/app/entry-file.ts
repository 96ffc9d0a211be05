import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The file that draws the root of an app. */
export interface EntryFile {
  /** Path from the app's folder, with slashes. */
  readonly name: string
  readonly text: string
}

/** What draws the root of an app, as far as it was found. */
export interface Root {
  /** None, one, or every root layout of an app that has several. */
  readonly entries: readonly EntryFile[]
  /** The folder for components, from the app's; `''` is the app's own. */
  readonly sources: string
  /** Where the root is drawn, when `entries` is empty: a file without its ending, or a folder. */
  readonly expected: string
}

/** Reads the first of some files that is there. */
export async function firstOf(
  folder: string,
  names: readonly string[],
): Promise<EntryFile | undefined> {
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined)
    if (text !== undefined) return { name, text }
  }
  return undefined
}

/** The folder of a file, from the app's; `''` is the app's own. */
export function folderOf(name: string): string {
  return name.includes('/') ? name.replace(/\/[^/]*$/, '') : ''
}
