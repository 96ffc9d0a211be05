import { build as buildWithEsbuild } from 'esbuild'
import { basename, join } from 'node:path'
import { build } from 'vite'

const IMPORTS = {
  SluiceDevtools: '@sluice/devtools',
  mountDevtools: '@sluice/devtools',
  sluiceDevtoolsPlugin: '@sluice/devtools/tanstack',
} as const

/** What stands in the overlay and its panel, and nowhere else. */
const MARKS = ['"sluice-devtools"', 'Search flags', 'Side by side', 'sluice.devtools.'] as const

/**
 * Bundles pages for production that import the overlay for development, and tells what
 * of it is left there; also where a bundle that asks for it does not have it.
 *
 * @param folder - a project that has the packed packages
 * @returns one line for each thing that is wrong
 */
export async function devtoolsFaults(folder: string): Promise<string> {
  const faults: string[] = []
  for (const [name, from] of Object.entries(IMPORTS)) {
    const found = await marksIn(folder, `import { ${name} } from '${from}'\nconsole.log(${name})`)
    if (found.length > 0)
      faults.push(`A bundle for production with ${name} of ${from} holds ${found.join(', ')}.`)
    const files = await filesOfEsbuild(folder, from, name)
    if (files.length > 1) faults.push(`esbuild writes ${files.join(', ')} for ${name} of ${from}.`)
  }
  const asked = await marksIn(folder, `import '@sluice/devtools/production'`, true)
  const missing = MARKS.filter((mark) => !asked.includes(mark))
  if (missing.length > 0) faults.push(`Nobody could have seen ${missing.join(', ')}.`)
  return faults.join('\n')
}

/**
 * The files of a bundle for production by esbuild, which writes what a module loads later
 * wherever it has read the module, whether or not anything of it is left.
 */
async function filesOfEsbuild(
  folder: string,
  from: string,
  name: string,
): Promise<readonly string[]> {
  const { outputFiles } = await buildWithEsbuild({
    stdin: {
      contents: `import { ${name} } from '${from}'\nconsole.log(${name})`,
      resolveDir: folder,
    },
    absWorkingDir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: 'with-esbuild',
    write: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    external: ['react', 'react-dom'],
    logLevel: 'silent',
  })
  return outputFiles.map(({ path }) => basename(path))
}

/** The marks in all files of a bundle, also in those that are loaded later. */
async function marksIn(folder: string, code: string, isWhole = false): Promise<readonly string[]> {
  const entry = join(folder, 'with-devtools.mjs')
  const result = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? code : undefined),
      },
    ],
    build: {
      write: false,
      rolldownOptions: {
        input: entry,
        external: /^react(-dom)?($|\/)/,
        ...(isWhole && { treeshake: false }),
      },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  const files = output !== undefined && 'output' in output ? output.output : []
  const all = files.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n')
  // A minifier chooses the quotes.
  const text = all.replaceAll(/[`']/g, '"')
  return MARKS.filter((mark) => text.includes(mark))
}
