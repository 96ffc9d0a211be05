import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { Node } from '@babel/types'
import { parseModule } from '../source/parse-module.ts'
import { walk } from '../source/walk.ts'
import type { Root } from './entry-file.ts'
import { firstOf, folderOf } from './entry-file.ts'
import { exists } from './exists.ts'

const CONFIGS = ['js', 'mjs', 'ts', 'cjs', 'mts', 'cts'].map((ending) => `vite.config.${ending}`)

const MAINS = ['src/main', 'src/index', 'main', 'index'].flatMap((name) =>
  ['tsx', 'jsx', 'ts', 'js'].map((ending) => `${name}.${ending}`),
)

/** Finds the script of the `index.html` of an app, in the folder that Vite's `root` names. */
export async function findViteRoot(folder: string): Promise<Root> {
  const root = await rootFolder(folder)
  const scripts = await scriptsOf(join(folder, root))
  const names = [...scripts, ...MAINS].map((name) => posix.join(root, name))
  const entry = await firstOf(
    folder,
    names.filter((name) => !name.startsWith('..')),
  )
  if (entry !== undefined)
    return { entries: [entry], sources: folderOf(entry.name), expected: entry.name }
  const source = posix.join(root, 'src')
  const sources = (await exists(join(folder, source))) ? source : root
  return { entries: [], sources, expected: sources }
}

/** What a config file of Vite calls `root`, where a page is there; otherwise the app's own folder. */
async function rootFolder(folder: string): Promise<string> {
  const config = await firstOf(folder, CONFIGS)
  const file = config && parseModule(config.text, config.name)
  for (const root of file === undefined ? [] : rootsIn(file.program)) {
    const name = posix.join(root).replace(/\/$/, '')
    const isInside = !posix.isAbsolute(name) && !name.startsWith('..')
    if (isInside && (await exists(join(folder, name, 'index.html'))))
      return name === '.' ? '' : name
  }
  return ''
}

/** Every `root` of an object that is no part of another one, such as the settings of a plugin. */
function rootsIn(program: Node): string[] {
  const objects = [...walk(program)].filter(({ node }) => node.type === 'ObjectExpression')
  const isInner = (node: Node): boolean =>
    objects.some(
      ({ node: outer }) =>
        outer !== node &&
        (outer.start ?? 0) <= (node.start ?? 0) &&
        (node.end ?? 0) <= (outer.end ?? 0),
    )
  return objects.flatMap(({ node }) => {
    if (node.type !== 'ObjectExpression' || isInner(node)) return []
    const root = node.properties.find(
      (one) =>
        one.type === 'ObjectProperty' && one.key.type === 'Identifier' && one.key.name === 'root',
    )
    return root?.type === 'ObjectProperty' ? [wayIn(root.value)] : []
  })
}

/** The way that an expression such as `resolve(import.meta.dirname, 'web')` names. */
function wayIn(expression: Node): string {
  if (expression.type === 'StringLiteral') return expression.value
  const parts = [...walk(expression)].flatMap(({ node }) => {
    if (node.type === 'StringLiteral') return [node.value]
    return node.type === 'TemplateElement' ? [node.value.cooked ?? ''] : []
  })
  return parts.join('/').replace(/^\/+/, '')
}

/** The module scripts that a page of Vite names, in the order written; paths from its folder. */
async function scriptsOf(folder: string): Promise<string[]> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => '')
  const tags = page.replaceAll(/<!--.*?-->/gs, '').match(/<script\b[^>]*>/gi) ?? []
  return tags.flatMap((tag) => {
    const source = /\bsrc\s*=\s*["']?([^"'\s>]+)/i.exec(tag)?.[1]
    if (source === undefined || !/\.[jt]sx?$/.test(source)) return []
    const name = posix.normalize(source.replace(/^\/+/, ''))
    return /^[a-z]+:/i.test(name) ? [] : [name]
  })
}
