import { basename, posix } from 'node:path'
import type { App } from './app/app.ts'
import type { EntryFile } from './app/entry-file.ts'
import { FIRST_GATE } from './files/gate-file.ts'
import { PROVIDER } from './files/provider-file.ts'
import type { Names } from './names.ts'
import type { ManualStep } from './plan.ts'
import { parseModule } from './source/parse-module.ts'
import { PLAIN, styleOf, type Style } from './source/style.ts'
import { importLine, wireEntry, type Wiring } from './source/wire-entry.ts'

/** What becomes of the file that draws the root, and how the app is written. */
export interface WiredApp {
  /** The provider goes around the root in this text; it is there already; or somebody has to do it. */
  readonly entry: { readonly text: string } | 'done' | ManualStep
  /** What draws the same on a server, with the provider in it. */
  readonly server?: { readonly file: EntryFile; readonly text: string }
  readonly style: Style
}

/** Puts the provider around the root of an app, or says how to. */
export function wireApp(app: App, names: Names, hasGate: boolean): WiredApp {
  const { entry, framework } = app
  const wiring: Wiring = {
    kind: framework === 'next' ? 'layout' : 'root',
    provider: { name: PROVIDER, file: basename(names.provider) },
    ...(hasGate && { first: { name: FIRST_GATE, file: basename(names.gate) } }),
  }
  if (app.pagesFile !== undefined)
    return { entry: inPages(app.pagesFile, names, wiring), style: PLAIN }
  if (entry === undefined) {
    const where = framework === 'next' ? 'the root layout' : 'the file that draws the root'
    return { entry: byHand('it was not found', where, wiring, PLAIN), style: PLAIN }
  }
  const file = parseModule(entry.text, entry.name)
  const style = file === undefined ? PLAIN : styleOf(entry.text, file)
  const wired = wireEntry(entry.text, entry.name, wiring)
  const server = wireServer(app, wiring)
  // The two draw the same or the page does not hydrate: both of them, or neither.
  if ('unsure' in wired || (server !== undefined && 'unsure' in server)) {
    const [because, where] =
      'unsure' in wired || server === undefined || !('unsure' in server)
        ? ['unsure' in wired ? wired.unsure : '', [entry, ...app.drawers].map(({ name }) => name)]
        : [server.unsure, [entry.name, server.where]]
    return { entry: byHand(because, where.join(' and '), wiring, style), style }
  }
  return {
    entry: 'done' in wired ? 'done' : wired,
    ...(server !== undefined && 'text' in server && { server }),
    style,
  }
}

/** Puts the same provider around what a server draws, where the entry hydrates that. */
function wireServer({ entry, drawers }: App, wiring: Wiring) {
  if (entry?.text.includes('hydrateRoot') !== true || wiring.kind === 'layout') return undefined
  const [file, ...others] = drawers
  const names = drawers.map(({ name }) => name).join(', ')
  if (file === undefined)
    return {
      unsure: 'what draws it on a server was not found',
      where: 'the file that draws it on a server',
    }
  if (others.length > 0) return { unsure: `more than one file draws on a server`, where: names }
  const way = posix.relative(posix.dirname(file.name), posix.dirname(entry.name))
  const beside = <T extends { readonly file: string }>(one: T): T => ({
    ...one,
    file: posix.join(way, one.file),
  })
  const wired = wireEntry(file.text, file.name, {
    kind: 'server',
    provider: beside(wiring.provider),
    ...(wiring.first !== undefined && { first: beside(wiring.first) }),
  })
  if ('done' in wired) return undefined
  return 'text' in wired ? { file, text: wired.text } : { unsure: wired.unsure, where: file.name }
}

/** What is in the folder `pages` becomes a page, so the provider stands outside of it. */
function inPages({ name }: EntryFile, names: Names, { first, ...wiring }: Wiring): ManualStep {
  const beside = (path: string): string =>
    posix.join(posix.relative(posix.dirname(name), posix.dirname(path)), basename(path))
  const moved: Wiring = {
    ...wiring,
    provider: { ...wiring.provider, file: beside(names.provider) },
    ...(first && { first: { ...first, file: beside(names.gate) } }),
  }
  return byHand('it draws every page', name, moved, PLAIN, '<Component {...pageProps} />')
}

function byHand(
  because: string,
  where: string,
  wiring: Wiring,
  style: Style,
  inside = wiring.kind === 'layout' ? '{children}' : '<App />',
): ManualStep {
  const { provider, first } = wiring
  const imported = [first, provider].filter((one) => one !== undefined)
  return {
    because,
    where,
    lines: [
      ...imported.map((one) => importLine(one, style)),
      '',
      `<${provider.name}>`,
      ...(first === undefined ? [] : [`${style.indent}<${first.name} />`]),
      `${style.indent}${inside}`,
      `</${provider.name}>`,
    ],
  }
}
