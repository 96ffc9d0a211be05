import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The part of a bundler's plugin that this is. */
interface Emitter {
  emitFile(file: { type: 'asset'; fileName: string; source: string }): unknown
}

type Bundle = Readonly<Record<string, { type: string; modules?: object }>>

/** A bundler's plugin that writes the licenses of all bundled packages to `licenses.txt`: each asks to be kept with copies. */
export const bundledLicenses = {
  name: 'bundled-licenses',
  generateBundle(this: Emitter, _: unknown, bundle: Bundle): void {
    const modules = Object.values(bundle).flatMap((part) => Object.keys(part.modules ?? {}))
    this.emitFile({ type: 'asset', fileName: 'licenses.txt', source: licensesOf(modules) })
  },
}

function licensesOf(modules: readonly string[]): string {
  const folders = new Set(
    modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []),
  )
  const texts = [...folders].map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name: string
      version: string
    }
    const file = readdirSync(folder).find((each) => /^licen[sc]e/i.test(each))
    if (file === undefined) throw new Error(`${name} has no license file, and would be bundled.`)
    return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  })
  return texts.sort().join(`\n${'-'.repeat(80)}\n\n`)
}
