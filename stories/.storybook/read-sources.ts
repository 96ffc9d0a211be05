import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const packages = new URL('../../packages/', import.meta.url)

/**
 * Lets Storybook's own process read the packages of this repository from their sources,
 * so that no build comes first. A condition would say the same, but does not reach the
 * thread in which Storybook loads what it is configured with.
 */
export function readSources(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const url = sourceOf(specifier)
      return url === undefined ? next(specifier, context) : { url, shortCircuit: true }
    },
  })
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

/** Where an entry of one of our packages has its source. */
function sourceOf(specifier: string): string | undefined {
  const [, name, entry = ''] = /^@sluice\/([^/]+)(\/.*)?$/.exec(specifier) ?? []
  if (name === undefined) return undefined
  const folder = new URL(`${name}/`, packages)
  const { exports } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as Manifest
  const target = exports[`.${entry}`]
  const source = typeof target === 'object' ? target['@sluice/source'] : undefined
  return source === undefined ? undefined : new URL(source, folder).href
}
