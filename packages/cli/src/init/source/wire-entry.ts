import type { File } from '@babel/types'
import type { Place } from './places.ts'
import { parseModule } from './parse-module.ts'
import { placeInLayout, placeInPages, placeInRoot, placeInServer } from './places.ts'
import { splice, type Edit } from './splice.ts'
import { styleOf, type Style } from './style.ts'
import { rangeOf, walk } from './walk.ts'
import { wrap } from './wrap.ts'

/** Something that a file imports from a file beside it. */
export interface Imported {
  readonly name: string
  /** Name of the file, such as `sluice-provider.tsx`, or the way to it, such as `../src/sluice-provider.tsx`. */
  readonly file: string
}

/**
 * What draws the root: the page itself, a layout of Next.js, the `_app` of its
 * pages router, or a server for a page that hydrates.
 */
export type Kind = 'root' | 'layout' | 'pages' | 'server'

/** What the file that draws the root gets. */
export interface Wiring {
  readonly kind: Kind
  readonly provider: Imported
  /** Drawn before everything else, inside of the provider. */
  readonly first?: Imported
}

/** What became of it. */
export type Wired =
  | { readonly text: string }
  | { readonly done: true }
  /** The end of "…, because". */
  | { readonly unsure: string }

/**
 * Puts a provider around what a file draws, and imports it. Comments, quotes
 * and everything else stay as they are; where a place is not certain, the text
 * is not touched.
 */
export function wireEntry(text: string, name: string, wiring: Wiring): Wired {
  const file = parseModule(text, name)
  if (file === undefined) return { unsure: 'it could not be parsed' }
  if (isWired(file, wiring)) return { done: true }
  const imported = [wiring.first, wiring.provider].filter((one) => one !== undefined)
  const taken = imported.find((one) => namesIn(file).has(one.name))
  if (taken !== undefined) return { unsure: `it has a ${taken.name} of its own` }
  const place = PLACES[wiring.kind](file)
  if ('unsure' in place) return place
  const style = styleOf(text, file)
  const wrapping = {
    provider: wiring.provider.name,
    ...(wiring.first !== undefined && { first: wiring.first.name }),
  }
  const imports = imported.map((one) => importLine(one, style))
  const edits = [addImports(text, file, imports, style), wrap(text, place, wrapping, style)]
  const wired = splice(text, edits)
  // The proof that the edit is what it was meant to be.
  const again = parseModule(wired, name)
  return again !== undefined && isWired(again, wiring)
    ? { text: wired }
    : { unsure: 'it is written in an unusual way' }
}

/** The statement that imports something from beside a file. */
export function importLine({ name, file }: Imported, { quote, end, endings }: Style): string {
  const from = endings ? file : file.replace(/\.[jt]sx?$/, '')
  const way = from.startsWith('.') ? from : `./${from}`
  return `import { ${name} } from ${quote}${way}${quote}${end}`
}

const PLACES: Readonly<Record<Kind, (file: File) => Place>> = {
  root: placeInRoot,
  layout: placeInLayout,
  pages: placeInPages,
  server: placeInServer,
}

/** Whether a file draws a provider: that of the app, or one of Sluice itself. */
function isWired(file: File, { provider }: Wiring): boolean {
  const nameOf = (path: string): string => path.replace(/^.*\//, '').replace(/\.[jt]sx?$/, '')
  const wanted = nameOf(provider.file)
  const used = new Set(
    [...walk(file.program)].flatMap(({ node, parent }) =>
      (node.type === 'Identifier' || node.type === 'JSXIdentifier') &&
      parent?.type !== 'ImportSpecifier' &&
      parent?.type !== 'ImportDefaultSpecifier'
        ? [node.name]
        : [],
    ),
  )
  return file.program.body.some((statement) => {
    if (statement.type !== 'ImportDeclaration') return false
    const { source, specifiers } = statement
    const isOwn = nameOf(source.value) === wanted
    const isSluice = /^@sluice\/react(\/root)?$/.test(source.value)
    return specifiers.some((one) => {
      const imported =
        one.type === 'ImportSpecifier' && one.imported.type === 'Identifier'
          ? one.imported.name
          : ''
      return (
        used.has(one.local.name) &&
        (isOwn || (isSluice && /^Sluice(Provider|Root)$/.test(imported)))
      )
    })
  })
}

function namesIn(file: File): ReadonlySet<string> {
  return new Set(
    [...walk(file.program)].flatMap(({ node }) =>
      node.type === 'Identifier' || node.type === 'JSXIdentifier' ? [node.name] : [],
    ),
  )
}

function addImports(
  text: string,
  { program }: File,
  lines: readonly string[],
  { newline }: Style,
): Edit {
  const last = program.body.findLast(({ type }) => type === 'ImportDeclaration')
  const after = last ?? program.directives.at(-1)
  // Behind a byte order mark, which is none anywhere else.
  const start = text.startsWith('\uFEFF') ? 1 : 0
  if (after === undefined)
    return { from: start, to: start, text: lines.map((one) => one + newline).join('') + newline }
  const [, end] = rangeOf(after)
  // A comment behind an import belongs to it.
  const rest = /^[\t ]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*\*\/[\t ]*)?(?=\r?\n|$)/.exec(text.slice(end))
  const at = end + (rest?.[0].length ?? 0)
  const gap = last === undefined ? newline : ''
  return { from: at, to: at, text: gap + lines.map((one) => newline + one).join('') }
}
