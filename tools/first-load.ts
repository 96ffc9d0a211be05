import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Plugin } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/** An app of one line, and what it may fetch before anything is loaded later. */
export interface FirstLoadBudget {
  readonly name: string
  /** Names to import, and the file of `dist` that has them, as a published package does. */
  readonly names: string
  readonly file: string
  readonly mode: 'development' | 'production'
  /** What a page has already, or loads later. */
  readonly external: RegExp
  /**
   * Modules of which every function is replaced by an empty one, to tell what is left
   * without them. Then `file` is a source, because what is published no longer has modules.
   */
  readonly without?: RegExp
  /** Gzipped bytes. */
  readonly limit: number
}

/** How much heavier one first load may be than another. */
export interface AddedBudget {
  readonly name: string
  /** The names of the two budgets. */
  readonly heavier: string
  readonly lighter: string
  /** Gzipped bytes. */
  readonly limit: number
}

const SPLIT_APP = '@sluice/react, first load of a split app'
const WITHOUT_EVENTS = '@sluice/react, the same without recording and sending events'

/** What a part of a first load may add to the rest of it. */
export const ADDED: readonly AddedBudget[] = [
  {
    name: '@sluice/react, what recording and sending events adds to it',
    heavier: SPLIT_APP,
    lighter: WITHOUT_EVENTS,
    limit: 2500,
  },
]

/** What pages may fetch first. React is not counted: a page has it already. */
export const FIRST_LOADS: readonly FirstLoadBudget[] = [
  {
    name: SPLIT_APP,
    names: 'createSluiceClient, SluiceProvider, useGate, useVariant',
    file: 'packages/react/dist/index.mjs',
    mode: 'production',
    external: /^react($|\/)/,
    limit: 7500,
  },
  {
    name: WITHOUT_EVENTS,
    names: 'createSluiceClient, SluiceProvider, useGate, useVariant',
    file: 'packages/react/src/index.ts',
    mode: 'production',
    external: /^react($|\/)|\/start-sync\.ts$/,
    without:
      /client\/src\/events\/(page-events|outbox|browser-rows|event-attributes)|react\/src\/exposure\/(use-shown|show)/,
    limit: 5000,
  },
  {
    name: '@sluice/devtools, all that is there before the panel',
    names: 'SluiceDevtools, mountDevtools',
    file: 'packages/devtools/dist/index.mjs',
    mode: 'development',
    external: /^(react($|\/)|@sluice\/react)/,
    limit: 3000,
  },
  {
    name: '@sluice/devtools/production, all that is there before a grant',
    names: 'SluiceDevtools, mountDevtools',
    file: 'packages/devtools/dist/production.mjs',
    mode: 'production',
    external: /^(react($|\/)|@sluice\/react)/,
    limit: 3000,
  },
]

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
export async function weighFirstLoad(budget: FirstLoadBudget): Promise<FirstLoad> {
  const app = `export { ${budget.names} } from ${JSON.stringify(join(root, budget.file))}`
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': JSON.stringify(budget.mode) },
    plugins: [
      ...(budget.without ? [emptied(budget.without)] : []),
      {
        name: 'app',
        resolveId: (id) => (id === 'app' ? join(root, 'app.mjs') : undefined),
        load: (id) => (id === join(root, 'app.mjs') ? app : undefined),
      },
    ],
    // A page gets a loader from Vite beside what is measured; a server gets none. It is a page's
    // bundle all the same.
    ssr: {
      noExternal: true,
      resolve: {
        conditions: [
          'module',
          'browser',
          budget.mode,
          ...(budget.without ? ['@sluice/source'] : []),
        ],
      },
    },
    build: {
      write: false,
      minify: true,
      ssr: true,
      rolldownOptions: { input: 'app', external: budget.external },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  const built = output !== undefined && 'output' in output ? output.output : []
  const chunks = built.flatMap((file) => (file.type === 'chunk' ? [file] : []))
  const first = new Set(chunks.filter(({ isEntry }) => isEntry))
  // A set hands out what is added to it meanwhile.
  for (const { imports } of first)
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) first.add(chunk)
  const isLater = [...first].some(({ dynamicImports }) => dynamicImports.length > 0)
  if (!isLater) throw new Error('The first load leaves nothing for later.')
  const sizes = [...first].map(({ code }) => gzipSync(code, { level: 9 }).length)
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: first.size }
}

function emptied(modules: RegExp): Plugin {
  return {
    name: 'emptied',
    load(id) {
      if (!modules.test(id)) return undefined
      const names = readFileSync(id, 'utf8').matchAll(
        /^export (?:async )?(?:function|const) (\w+)/gm,
      )
      return [...names].map(([, name]) => `export const ${name} = () => {}`).join('\n')
    },
  }
}
