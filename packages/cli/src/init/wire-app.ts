import { basename } from 'node:path'
import type { App } from './app/app.ts'
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
  readonly style: Style
}

/** Puts the provider around the root of an app, or says how to. */
export function wireApp({ entry, framework }: App, names: Names, hasGate: boolean): WiredApp {
  const wiring: Wiring = {
    kind: framework === 'next' ? 'layout' : 'root',
    provider: { name: PROVIDER, file: basename(names.provider) },
    ...(hasGate && { first: { name: FIRST_GATE, file: basename(names.gate) } }),
  }
  if (entry === undefined) {
    const where = framework === 'next' ? 'the root layout' : 'the file that draws the root'
    return { entry: byHand('it was not found', where, wiring, PLAIN), style: PLAIN }
  }
  const file = parseModule(entry.text, entry.name)
  const style = file === undefined ? PLAIN : styleOf(entry.text, file)
  const wired = wireEntry(entry.text, entry.name, wiring)
  if ('done' in wired) return { entry: 'done', style }
  if ('text' in wired) return { entry: wired, style }
  return { entry: byHand(wired.unsure, entry.name, wiring, style), style }
}

function byHand(because: string, where: string, wiring: Wiring, style: Style): ManualStep {
  const { provider, first, kind } = wiring
  const imported = [first, provider].filter((one) => one !== undefined)
  const inside = kind === 'layout' ? '{children}' : '<App />'
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
