import { readdir } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { EntryFile, Root } from './entry-file.ts'
import { firstOf, folderOf } from './entry-file.ts'
import { exists } from './exists.ts'

const ENDINGS = ['tsx', 'jsx', 'js']
/** Next.js ignores what is in `src` where the same is beside it. */
const TOPS = ['', 'src']

/** Finds the root layouts of an app of Next.js, or the `_app` of one with the pages router. */
export async function findNextRoot(folder: string): Promise<Root> {
  for (const top of TOPS) {
    const app = posix.join(top, 'app')
    const entries = await rootLayouts(folder, app)
    const [first, ...others] = entries
    if (first !== undefined)
      return { entries, sources: others.length === 0 ? folderOf(first.name) : app, expected: app }
  }
  for (const top of TOPS) {
    const pages = posix.join(top, 'pages')
    const app = posix.join(pages, '_app')
    const entry = await firstOf(folder, withEndings(app))
    // Whatever is in the folder of the pages is a page.
    if (entry !== undefined) return { entries: [entry], sources: top, expected: app }
    if (await exists(join(folder, pages))) return { entries: [], sources: top, expected: app }
  }
  const top = (await exists(join(folder, 'src'))) ? 'src' : ''
  return { entries: [], sources: top, expected: posix.join(top, 'app/layout') }
}

/** The layouts that draw `<html>`: the topmost one of each branch of routes. */
async function rootLayouts(folder: string, name: string): Promise<EntryFile[]> {
  const own = await firstOf(folder, withEndings(`${name}/layout`))
  if (own !== undefined && drawsPage(own)) return [own]
  const entries = await readdir(join(folder, name), { withFileTypes: true }).catch(() => [])
  const routes = entries.filter((entry) => entry.isDirectory() && isRoute(entry.name))
  const below = await Promise.all(
    routes
      .map((route) => `${name}/${route.name}`)
      .toSorted()
      .map(async (route) => rootLayouts(folder, route)),
  )
  const layouts = below.flat()
  if (own === undefined) return layouts
  // One that only hands on what it is given leaves the page to those below.
  const drawing = layouts.filter(drawsPage)
  return drawing.length === 0 ? [own] : drawing
}

function drawsPage({ text }: EntryFile): boolean {
  return /<html\b/.test(text)
}

/** Private folders, slots and intercepting routes have no root layout. */
function isRoute(name: string): boolean {
  return !/^([_@.]|\(\.|node_modules$)/.test(name)
}

function withEndings(name: string): string[] {
  return ENDINGS.map((ending) => `${name}.${ending}`)
}
