import { readdir, readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { Framework } from './framework.ts'

/** The file that draws the root of an app. */
export interface EntryFile {
  /** Path from the app's folder, with slashes. */
  readonly name: string
  readonly text: string
}

/** Next.js ignores `src/app` where there is an `app`. */
const LAYOUT_FOLDERS = ['app', 'src/app']
const layoutsIn = (folder: string): string[] =>
  ['tsx', 'jsx', 'js'].map((ending) => `${folder}/layout.${ending}`)

const MAINS = ['src/main', 'src/index', 'main', 'index'].flatMap((name) =>
  ['tsx', 'jsx', 'ts', 'js'].map((ending) => `${name}.${ending}`),
)

/** Finds the file that draws the root: the root layout, or the script of `index.html`. */
export async function findEntry(
  framework: Framework,
  folder: string,
): Promise<EntryFile | undefined> {
  if (framework === 'next') {
    const root = await firstOf(LAYOUT_FOLDERS.flatMap(layoutsIn), folder)
    return root ?? (await onlyLayoutBelow(folder))
  }
  const root = await rootOf(folder)
  const names = [...(await scriptsOf(join(folder, root))), ...MAINS]
  return firstOf(
    names.map((name) => posix.join(root, name)),
    folder,
  )
}

/** Finds the file that draws every page of an app with Next.js's folder `pages`. */
export async function findPagesFile(folder: string): Promise<EntryFile | undefined> {
  const names = ['pages', 'src/pages'].flatMap((name) =>
    ['tsx', 'jsx', 'js'].map((ending) => `${name}/_app.${ending}`),
  )
  return firstOf(names, folder)
}

async function firstOf(names: readonly string[], folder: string): Promise<EntryFile | undefined> {
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined)
    if (text !== undefined) return { name, text }
  }
  return undefined
}

/** The root layout of an app in which it stands below a parameter or a group of routes; of several none is the root. */
async function onlyLayoutBelow(folder: string): Promise<EntryFile | undefined> {
  const below = LAYOUT_FOLDERS.map(async (name) => {
    const entries = await readdir(join(folder, name)).catch(() => [])
    return entries.filter((entry) => /^[[(]/.test(entry)).map((entry) => `${name}/${entry}`)
  })
  const found = await Promise.all(
    (await Promise.all(below)).flat().map(async (each) => firstOf(layoutsIn(each), folder)),
  )
  const [layout, ...others] = found.filter((each) => each !== undefined)
  return others.length === 0 ? layout : undefined
}

/** The folder of a Vite app that has its page, where the settings name another. */
async function rootOf(folder: string): Promise<string> {
  const settings = await firstOf(
    ['ts', 'mts', 'js', 'mjs'].map((ending) => `vite.config.${ending}`),
    folder,
  )
  const root = /^\s*root:\s*(['"])(?<root>[\w./-]+)\1/m.exec(settings?.text ?? '')?.groups?.['root']
  const name = posix.normalize(root ?? '.')
  return name.startsWith('..') || name.startsWith('/') ? '.' : name
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
