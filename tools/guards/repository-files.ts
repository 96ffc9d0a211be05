import { readFileSync, readdirSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url))

const skippedFolders: ReadonlySet<string> = new Set([
  'node_modules',
  'dist',
  'coverage',
  '.git',
  '.sluice-data',
])

const binary: ReadonlySet<string> = new Set(['.png', '.jpg', '.webp', '.ico', '.woff2', '.tgz'])

/** A text file of the repository: its path from the root, with `/`, and what it says. */
export interface TextFile {
  readonly path: string
  readonly text: string
}

/** Reads every text file that could be committed, in no particular order. */
export function repositoryFiles(folder: string = root): TextFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : repositoryFiles(path)
    if (!entry.isFile() || binary.has(extname(entry.name))) return []
    return [{ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }]
  })
}
