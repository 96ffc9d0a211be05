import { posix } from 'node:path'
import type { App } from './app/app.ts'
import type { EntryFile } from './app/entry-file.ts'
import { FIRST_GATE } from './files/gate-file.ts'
import { PROVIDER } from './files/provider-file.ts'
import type { Names } from './names.ts'
import type { ManualStep } from './plan.ts'
import { parseModule } from './source/parse-module.ts'
import { PLAIN, styleOf, type Style } from './source/style.ts'
import { importLine, wireEntry, type Kind, type Wiring } from './source/wire-entry.ts'

/** What stands inside of the provider, by what draws it. */
const INSIDE: Readonly<Record<Kind, string>> = {
  root: '<App />',
  server: '<App />',
  layout: '{children}',
  pages: '<Component {...pageProps} />',
}

/** What becomes of the file that draws the root, and how the app is written. */
export interface WiredApp {
  /** The provider goes around the root in this text; it is there already; or somebody has to do it. */
  readonly entry: { readonly text: string } | 'done' | readonly ManualStep[]
  /** What draws the same on a server, with the provider in it. */
  readonly server?: { readonly file: EntryFile; readonly text: string }
  readonly style: Style
}

/** Puts the provider around the root of an app, or says how to. */
export function wireApp(app: App, names: Names, hasGate: boolean): WiredApp {
  const { entry, layouts } = app
  if (layouts.length > 0) return wireLayouts(app, names, hasGate)
  if (entry === undefined) return { entry: [notFound(app, names, hasGate)], style: PLAIN }
  const wiring = wiringFor(entry.name, app, names, hasGate)
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
    return { entry: [byHand(because, where.join(' and '), wiring, style)], style }
  }
  return {
    entry: 'done' in wired ? 'done' : wired,
    ...(server !== undefined && 'text' in server && { server }),
    style,
  }
}

/** Says how to put the provider into several root layouts: which of them show flags, nobody can tell. */
function wireLayouts(app: App, names: Names, hasGate: boolean): WiredApp {
  const styleIn = ({ name, text }: EntryFile): Style => {
    const file = parseModule(text, name)
    return file === undefined ? PLAIN : styleOf(text, file)
  }
  const steps = app.layouts.flatMap((layout) => {
    const wiring = wiringFor(layout.name, app, names, hasGate)
    if ('done' in wireEntry(layout.text, layout.name, wiring)) return []
    const because = 'this app has more than one root layout'
    return [byHand(because, layout.name, wiring, styleIn(layout))]
  })
  const [first] = app.layouts
  const style = first === undefined ? PLAIN : styleIn(first)
  // One that has it is what somebody chose.
  return { entry: steps.length < app.layouts.length ? 'done' : steps, style }
}

function notFound(app: App, names: Names, hasGate: boolean): ManualStep {
  const { framework, expected } = app
  const because = 'it was not found'
  if (framework === 'next')
    return byHand(because, expected, wiringFor(expected, app, names, hasGate), PLAIN)
  const beside = wiringFor(names.provider, app, names, hasGate)
  const where = expected === '' ? 'the folder of package.json' : expected
  return byHand(because, `the file that draws the root, as seen from ${where}`, beside, PLAIN)
}

/** What a file gets, with the ways from there. */
function wiringFor(
  name: string,
  { framework }: App,
  { provider, gate }: Names,
  hasGate: boolean,
): Wiring {
  const from = (file: string): string => posix.relative(posix.dirname(name), file)
  const inNext = posix.basename(name).startsWith('_app.') ? 'pages' : 'layout'
  return {
    kind: framework === 'next' ? inNext : 'root',
    provider: { name: PROVIDER, file: from(provider) },
    ...(hasGate && { first: { name: FIRST_GATE, file: from(gate) } }),
  }
}

/** Puts the same provider around what a server draws, where the entry hydrates that. */
function wireServer({ entry, drawers }: App, wiring: Wiring) {
  if (entry?.text.includes('hydrateRoot') !== true || wiring.kind !== 'root') return undefined
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

function byHand(because: string, where: string, wiring: Wiring, style: Style): ManualStep {
  const { provider, first, kind } = wiring
  const imported = [first, provider].filter((one) => one !== undefined)
  return {
    because,
    where,
    lines: [
      ...imported.map((one) => importLine(one, style)),
      '',
      `<${provider.name}>`,
      ...(first === undefined ? [] : [`${style.indent}<${first.name} />`]),
      `${style.indent}${INSIDE[kind]}`,
      `</${provider.name}>`,
    ],
  }
}
