import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/**
 * Fails a build whose first load is over its budget: the page, its styles, and every script that
 * the entry imports, without what is loaded when it is needed.
 *
 * @param kilobytes - compressed by gzip, 1,000 bytes each
 */
export function firstLoadBudget(kilobytes: number): Plugin {
  return {
    name: 'first-load-budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const seen = new Set<string>()
      const visit = (name: string): void => {
        const file = bundle[name]
        if (file === undefined || seen.has(name)) return
        seen.add(name)
        if (file.type === 'chunk') for (const imported of file.imports) visit(imported)
      }
      for (const file of Object.values(bundle)) {
        const isFirst = file.type === 'chunk' ? file.isEntry : /\.(?:css|html)$/.test(file.fileName)
        if (isFirst) visit(file.fileName)
      }
      let bytes = 0
      for (const name of seen) {
        const file = bundle[name]
        if (file === undefined) continue
        bytes += gzipSync(file.type === 'chunk' ? file.code : file.source).length
      }
      const weight = `${(bytes / 1000).toFixed(1)} kB`
      if (bytes > kilobytes * 1000) {
        this.error(
          `The first load of the console is ${weight} compressed, more than ${kilobytes} kB. Load what is not needed at once with lazyRouteComponent.`,
        )
      }
      this.info(`first load ${weight} compressed, of ${kilobytes} kB`)
    },
  }
}
