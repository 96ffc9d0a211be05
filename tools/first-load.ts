import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

/** What a page may fetch before it shows its first flags, gzipped bytes. React is not counted: a page has it already. */
export const FIRST_LOAD_LIMIT = 7900

const react = fileURLToPath(new URL('../packages/react/dist/index.mjs', import.meta.url))
const root = fileURLToPath(new URL('..', import.meta.url))

/** The least that an app with flags takes; ends at the files of `dist`, as a published package does. */
const APP = `export { createSluiceClient, SluiceProvider, useGate, useVariant } from ${JSON.stringify(react)}`

/** What a page fetches first. */
export interface FirstLoad {
  /** Gzipped, each file by itself. */
  readonly bytes: number
  readonly files: number
}

/**
 * Splits an app as its bundler does, and weighs every file that is there before
 * anything is loaded later. A budget of one file alone would not see that what it
 * shares with a later one is moved to a file of its own, which comes first as well.
 *
 * @throws Error when nothing is left for later
 */
export async function weighFirstLoad(): Promise<FirstLoad> {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      {
        name: 'app',
        resolveId: (id) => (id === 'app' ? join(root, 'app.mjs') : undefined),
        load: (id) => (id === join(root, 'app.mjs') ? APP : undefined),
      },
    ],
    // A page gets a loader from Vite beside what is measured; a server gets none.
    ssr: { noExternal: true },
    build: {
      write: false,
      minify: true,
      ssr: true,
      rolldownOptions: { input: 'app', external: /^react($|\/)/ },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  const built = output !== undefined && 'output' in output ? output.output : []
  const chunks = built.flatMap((file) => (file.type === 'chunk' ? [file] : []))
  const first = new Set(chunks.filter(({ isEntry }) => isEntry))
  // A set hands out what is added to it meanwhile.
  for (const { imports } of first)
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) first.add(chunk)
  if (chunks.length === first.size) throw new Error('The first load leaves nothing for later.')
  const sizes = [...first].map(({ code }) => gzipSync(code, { level: 9 }).length)
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: first.size }
}
