import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Kind, Row, Target } from '../measure/table.ts'
import type { Axis } from './axis.ts'

/** What each product asks of a page: a provider, a gate and a variant, fetched and kept current. */
const APPS: readonly (readonly [name: string, kind: Kind, source: string])[] = [
  [
    'Sluice',
    'sluice',
    `export { createSluiceClient, SluiceProvider, useGate, useVariant } from '@sluice/react'`,
  ],
  [
    'Unleash',
    'peer',
    `export { FlagProvider, useFlag, useVariant } from '@unleash/proxy-client-react'`,
  ],
  [
    'GrowthBook',
    'peer',
    `export { GrowthBook, GrowthBookProvider, useFeatureIsOn, useFeatureValue } from '@growthbook/growthbook-react'`,
  ],
  [
    'OpenFeature with OFREP',
    'peer',
    `export { OpenFeature, OpenFeatureProvider, useBooleanFlagValue, useStringFlagValue } from '@openfeature/react-sdk'
    export { OFREPWebProvider } from '@openfeature/ofrep-web-provider'`,
  ],
  [
    'LaunchDarkly',
    'peer',
    `export { createClient, createLDReactProviderWithClient, useBoolVariation, useStringVariation } from '@launchdarkly/react-sdk'`,
  ],
]

/** What a page downloads. */
export const sizes: Axis = {
  title: 'What a page downloads',
  async run() {
    const measured: { name: string; kind: Kind; first: number; later: number }[] = []
    for (const [name, kind, source] of APPS) {
      measured.push({ name, kind, ...(await sizeOf(source)) })
    }
    const rows = measured.map(({ name, kind, first, later }): Row => ({
      name,
      kind,
      samples: [first / 1000],
      extra: later === 0 ? '–' : (later / 1000).toFixed(1),
    }))
    const limit: Target = {
      claim: 'Sluice, first load',
      actual: (measured[0]?.first ?? NaN) / 1000,
      limit: 5,
      direction: 'at most',
      unit: 'kB',
    }
    return [
      {
        title: 'A provider, a gate hook and a variant hook, with sync and cache',
        what: `Minified by esbuild ${esbuildVersion()} with code splitting, each file gzipped; React stays outside, as a page has it already.`,
        unit: 'kB',
        base: 'Sluice',
        extra: 'loaded later, kB',
        rows,
        targets: [limit],
      },
    ]
  },
}

/** Bundles an app. Gives the gzipped bytes that it loads first, and those that it loads when it needs them. */
async function sizeOf(source: string): Promise<{ first: number; later: number }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, sourcefile: 'app.ts' },
    outdir: 'out',
    bundle: true,
    splitting: true,
    write: false,
    minify: true,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    external: ['react', 'react-dom', 'react/*', 'react-dom/*'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  // What is loaded later is an entry too, to esbuild.
  const entry = Object.entries(metafile.outputs).find(
    ([, { entryPoint }]) => entryPoint?.endsWith('app.ts') === true,
  )
  if (entry === undefined) throw new Error('The bundle has no entry.')
  const first = new Set<string>()
  const open = [entry[0]]
  for (const path of open) {
    first.add(path)
    for (const { path: imported, kind, external } of metafile.outputs[path]?.imports ?? []) {
      const isLater = kind === 'dynamic-import' || external === true
      if (!isLater && !first.has(imported)) open.push(imported)
    }
  }
  let [now, later] = [0, 0]
  for (const { path, contents } of outputFiles) {
    const bytes = gzipSync(contents, { level: 9 }).length
    if ([...first].some((name) => path.endsWith(name))) now += bytes
    else later += bytes
  }
  return { first: now, later }
}

function esbuildVersion(): string {
  const manifest = fileURLToPath(import.meta.resolve('esbuild/package.json'))
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
