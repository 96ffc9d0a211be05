import { fileURLToPath } from 'node:url'
import { build, defaultServerConditions } from 'vite'

/** A package's entry and all that it imports, as one script that sets `entry`. */
export interface Bundle {
  readonly code: string
  /** What the script would still import. */
  readonly externals: readonly string[]
}

/** Bundles an entry of this package as a build for workers does. */
export async function bundleEntry(entry: string): Promise<Bundle> {
  const externals = new Set<string>()
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    ssr: {
      noExternal: true,
      resolve: { conditions: ['@sluice/source', ...defaultServerConditions] },
    },
    plugins: [
      {
        name: 'note-built-ins',
        enforce: 'pre',
        resolveId(id) {
          if (!id.startsWith('node:')) return undefined
          externals.add(id)
          return { id, external: true }
        },
      },
    ],
    build: {
      write: false,
      minify: false,
      ssr: fileURLToPath(new URL(`../src/${entry}`, import.meta.url)),
      rolldownOptions: { output: { format: 'iife', name: 'entry', codeSplitting: false } },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  const [chunk] = output !== undefined && 'output' in output ? output.output : []
  return { code: chunk?.type === 'chunk' ? chunk.code : '', externals: [...externals] }
}
