import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { Framework } from './framework.ts'

/** The file that draws the root of an app. */
export interface EntryFile {
  /** Path from the app's folder, with slashes. */
  readonly name: string
  readonly text: string
}

/** Next.js ignores `src/app` where there is an `app`. */
const LAYOUTS = ['app', 'src/app'].flatMap((folder) =>
  ['tsx', 'jsx', 'js'].map((ending) => `${folder}/layout.${ending}`),
)

const MAINS = ['src/main', 'src/index', 'main', 'index'].flatMap((name) =>
  ['tsx', 'jsx', 'ts', 'js'].map((ending) => `${name}.${ending}`),
)

/** Finds the file that draws the root: the root layout, or the script of `index.html`. */
export async function findEntry(
  framework: Framework,
  folder: string,
): Promise<EntryFile | undefined> {
  const names = framework === 'next' ? LAYOUTS : [...(await scriptsOf(folder)), ...MAINS]
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined)
    if (text !== undefined) return { name, text }
  }
  return undefined
}

/** The module scripts that a page of Vite names, in the order written. */
async function scriptsOf(folder: string): Promise<string[]> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => '')
  const tags = page.replaceAll(/<!--.*?-->/gs, '').match(/<script\b[^>]*>/gi) ?? []
  return tags.flatMap((tag) => {
    const source = /\bsrc\s*=\s*["']?([^"'\s>]+)/i.exec(tag)?.[1]
    if (source === undefined || !/\.[jt]sx?$/.test(source)) return []
    const name = posix.normalize(source.replace(/^\/+/, ''))
    return name.startsWith('..') || /^[a-z]+:/i.test(name) ? [] : [name]
  })
}
