import { fileURLToPath } from 'node:url'
import { findPlaces } from './manifest/gather-manifest.ts'
import { manifestPlugin } from './manifest/manifest-plugin.ts'
import type { SluiceAddonOptions } from './manifest/options.ts'

export type { SluiceAddonOptions } from './manifest/options.ts'

// Beside this file, as sources or built.
const isSource = import.meta.url.endsWith('.ts')
const ending = isSource ? ['.ts', '.tsx'] : ['.mjs', '.mjs']

/** What the addon imports: a server that found it only when a story is open would load the page again. */
const IMPORTED = [
  '@sluice/client/local',
  '@sluice/client/scenarios',
  '@sluice/client/variants',
  '@sluice/core',
  '@sluice/core/regex',
  '@sluice/react',
  'axe-core',
]

/** What the addon imports of the project, which Vite turns into modules only when it is named: not every project has a plugin that does. */
const PEERS = ['react', 'react/jsx-runtime', 'react-dom']

const beside = (name: string, kind: 0 | 1 = 0): string =>
  fileURLToPath(new URL(`./${name}${ending[kind]}`, import.meta.url)).replaceAll('\\', '/')

/** The part of Vite's configuration that the addon adds to. */
export interface ViteConfig {
  readonly plugins?: readonly unknown[] | undefined
  readonly optimizeDeps?:
    | { readonly exclude?: readonly string[]; readonly include?: readonly string[] }
    | undefined
}

/** Adds the panel and the menu to the frame of Storybook. */
export function managerEntries(entries: readonly string[] = []): string[] {
  return [...entries, beside('manager', 1)]
}

/** Adds the client of each story, and the flags of the file. */
export function previewAnnotations(entries: readonly string[] = []): string[] {
  return [...entries, beside('preview'), beside('manifest-annotation')]
}

/** Reads the flags of the file, for stories that Vite serves, builds or tests. */
export async function viteFinal(
  config: ViteConfig,
  options: SluiceAddonOptions & { readonly configDir: string },
): Promise<ViteConfig> {
  const places = await findPlaces(options.configDir, options)
  const { optimizeDeps, plugins = [] } = config
  const modules = { manifest: beside('manifest'), index: beside('index') }
  return {
    ...config,
    plugins: [...plugins, manifestPlugin(places, options, modules)],
    optimizeDeps: {
      ...optimizeDeps,
      // What it imports is made while Storybook runs.
      exclude: [...(optimizeDeps?.exclude ?? []), '@sluice/storybook-addon'],
      include: [
        ...(optimizeDeps?.include ?? []),
        ...(isSource ? [] : IMPORTED.map((name) => `@sluice/storybook-addon > ${name}`)),
        ...PEERS,
      ],
    },
  }
}
