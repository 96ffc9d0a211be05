import { statSync, watchFile } from 'node:fs'
import type { Plugin } from 'vite'
import { SCENARIO_FILE } from '../scenarios/find-scenarios.ts'
import { gatherManifest, type ManifestPlaces } from './gather-manifest.ts'
import type { SluiceAddonOptions } from './options.ts'

const NAME = 'virtual:sluice-manifest'
const ID = `\0${NAME}`

/** How often the file is looked at beside the watcher, milliseconds. */
const LOOK_MS = 250

/** Modules of the addon, as absolute paths with `/`. */
export interface AddonModules {
  /** Takes the flags. */
  readonly manifest: string
  /** What a project imports: of a preview that `definePreview` makes, Storybook loads nothing else. */
  readonly index: string
}

/** Gives stories the flags of the file, in development again with each change of it. */
export function manifestPlugin(
  places: ManifestPlaces,
  options: SluiceAddonOptions,
  modules: AddonModules,
): Plugin {
  const isOurs = (file: string): boolean =>
    file === places.manifest.replaceAll('\\', '/') || SCENARIO_FILE.test(file)
  let readAt = 0
  return {
    name: 'sluice-manifest',
    resolveId: (source) => (source === NAME ? ID : undefined),
    async load(id) {
      if (id !== ID) return undefined
      this.addWatchFile(places.manifest)
      readAt = statSync(places.manifest, { throwIfNoEntry: false })?.mtimeMs ?? 0
      const manifest = JSON.stringify(await gatherManifest(places, options))
      // Parsed, because a key `__proto__` means something else in code.
      const code = JSON.stringify(manifest)
      return [
        `import { setManifest } from ${JSON.stringify(modules.manifest)}`,
        `setManifest(JSON.parse(${code}))`,
        'if (import.meta.hot) import.meta.hot.accept()',
      ].join('\n')
    },
    transform(code, id) {
      if (id.replace(/\?.*$/s, '') !== modules.index) return undefined
      return { code: `${code}\nimport ${JSON.stringify(NAME)}`, map: null, moduleSideEffects: true }
    },
    configureServer({ watcher }) {
      watcher.add(places.manifest)
      // Of two saves right after each other a watcher may tell of the first alone.
      watchFile(places.manifest, { interval: LOOK_MS, persistent: false }, ({ mtimeMs }) => {
        if (mtimeMs !== readAt) watcher.emit('change', places.manifest)
      })
    },
    hotUpdate({ file }) {
      const known = isOurs(file) ? this.environment.moduleGraph.getModuleById(ID) : undefined
      return known && [known]
    },
  }
}
