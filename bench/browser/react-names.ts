import type { Plugin } from 'esbuild'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * Gives modules the names of React as bindings, as Node does and as most pages have
 * them. esbuild alone would look each one up by its name whenever a component
 * renders, which costs more than a hook, and the more the more hooks there are.
 */
export const reactNames: Plugin = {
  name: 'react-names',
  setup(build) {
    build.onResolve({ filter: /^react(\/jsx-runtime)?$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'react-names' } : undefined,
    )
    build.onLoad({ filter: /./, namespace: 'react-names' }, ({ path }) => {
      const file = require.resolve(path)
      const names = Object.keys(require(file) as object)
      return {
        contents: `import all from ${JSON.stringify(file)}
          export const { ${names.join(', ')} } = all
          export default all`,
        resolveDir: import.meta.dirname,
      }
    })
  },
}
