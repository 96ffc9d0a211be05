import type { Plugin } from 'esbuild'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * Gives modules the names of React as bindings, as Node does. esbuild alone would
 * look each one up by its name whenever a component renders, which cost a reader
 * of Sluice on a server more than half of what it takes beside plain props.
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
