import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import { reactNames } from './react-names.ts'

const here = fileURLToPath(new URL('..', import.meta.url))

/** One React for a page, whoever asks for it; the packages of Sluice each have a copy for their tests. */
const alias = {
  react: fileURLToPath(new URL('../node_modules/react', import.meta.url)),
  'react-dom': fileURLToPath(new URL('../node_modules/react-dom', import.meta.url)),
}

const shim = fileURLToPath(new URL('../pages/react-without-rendering.ts', import.meta.url))
const withoutRendering = {
  'the-real-react': alias.react,
  'react/jsx-runtime': shim,
  react: shim,
  'react-dom': alias['react-dom'],
}

/**
 * Builds a page as it would be published: production, minified, one file.
 *
 * @param source - what the page imports and does, as a module in `pages`
 * @param rendersNothing - puts `react-without-rendering` in React's place
 * @param isDevelopment - as it is while one develops instead, with what is not for production
 */
export async function bundlePage(
  source: string,
  rendersNothing = false,
  isDevelopment = false,
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: `${here}/pages`, loader: 'tsx' },
    bundle: true,
    write: false,
    minify: true,
    // A module, since pages wait for what they show.
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    alias: rendersNothing ? withoutRendering : alias,
    plugins: rendersNothing ? [] : [reactNames],
    define: { 'process.env.NODE_ENV': isDevelopment ? '"development"' : '"production"' },
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

/** Builds a module for Node, with everything in it, and gives its address for `import`. */
export async function bundleForNode(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: `${here}/pages`, loader: 'tsx' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    jsx: 'automatic',
    alias,
    plugins: [reactNames],
    // Packages in CommonJS ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire('file:///');",
    },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  return `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.text ?? '').toString('base64')}`
}
