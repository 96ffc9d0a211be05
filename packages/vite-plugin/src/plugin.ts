import { relative, resolve, sep } from 'node:path'
import type { Plugin } from 'vite'
import { addSources } from './add-sources.ts'
import { PACKAGE } from './sluice-names.ts'

/** How places are told. */
export interface SluicePluginOptions {
  /**
   * What file names are relative to: the root of the repository, say, where an editor
   * is open on it. Default: the root of Vite.
   */
  readonly root?: string
}

/**
 * Tells devtools where in the source a gate stands. Elements of `Gate`, `Variant` and
 * `Override` carry it as a prop, hooks are listed with the component that calls them.
 * Only while you develop: a build has nothing of it.
 *
 * @example
 * export default defineConfig({ plugins: [sluice(), react()] })
 */
export function sluice(options: SluicePluginOptions = {}): Plugin {
  let root = ''
  // Modules whose hooks are listed in a page that is open.
  const listed = new Set<string>()
  return {
    name: 'sluice:sources',
    apply: 'serve',
    configResolved(config) {
      root = resolve(config.root, options.root ?? '.')
    },
    transform: {
      // Before anybody compiles JSX, wherever this stands in the list of plugins.
      order: 'pre',
      filter: { id: { include: /\.[cm]?[jt]sx?(?:$|\?)/, exclude: /\/node_modules\// } },
      handler(code, id) {
        const [path = '', query = ''] = id.split('?')
        // What is asked for as text, or as an address, is no module of ours.
        if (path.startsWith('\0') || /(?:^|&)(?:raw|url|worker|inline)\b/.test(query))
          return undefined
        const hadHooks = listed.has(id)
        if (!hadHooks && !code.includes(PACKAGE)) return undefined
        const file = relative(root, path).split(sep).join('/')
        const registers = this.environment.config.consumer === 'client'
        const sourced = addSources(code, { file, path, registers, hadHooks })
        if (sourced !== undefined && registers) listed.add(id)
        return sourced
      },
    },
  }
}
