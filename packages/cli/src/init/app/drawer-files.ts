import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EntryFile } from './entry-file.ts'

const LEFT_OUT =
  /(^|[\\/])(node_modules|dist|build|coverage|\.[^\\/]+)([\\/]|$)|\.(test|spec|stories)\./
/** What imports it draws React on a server. */
const SERVER = /['"]react-dom\/server(\.\w+)?['"]/

/** Finds the files of an app that draw React on a server, where its entry hydrates what they drew. */
export async function findDrawers(
  entry: EntryFile | undefined,
  folder: string,
): Promise<EntryFile[]> {
  if (entry?.text.includes('hydrateRoot') !== true) return []
  const drawers: EntryFile[] = []
  const exclude = (path: string): boolean => LEFT_OUT.test(path)
  for await (const path of glob('**/*.{tsx,jsx,ts,js,mts,mjs}', { cwd: folder, exclude })) {
    const name = path.replaceAll('\\', '/')
    const text = await readFile(join(folder, name), 'utf8').catch(() => '')
    if (SERVER.test(text)) drawers.push({ name, text })
  }
  return drawers.toSorted((a, b) => a.name.localeCompare(b.name))
}
