import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { makeApp, newApp, type NewApp } from '../testing/new-app.ts'

const BARE = { 'app/layout.tsx': '' }
const LAYOUT = `export default function Layout({ children }) {
  return (
    <html>
      <body>{children}</body>
    </html>
  )
}
`

/** The files that the imports of a text name, from where that text stands. */
function imported(text: string, from: string): string[] {
  return [...text.matchAll(/import \{ (?:Flags|FirstGate) \} from ['"](.*?)['"]/g)].map(([, way]) =>
    posix.join(posix.dirname(from), way ?? ''),
  )
}

/** Runs `sluice init`, and checks that a root which it changed imports files that are there. */
async function wired(app: NewApp, root: string): Promise<string> {
  const { exit, err } = await app.init()
  expect([exit, err]).toEqual([EXIT.ok, ''])
  const text = await app.read(root)
  const files = imported(text, root)
  expect(files).toHaveLength(2)
  for (const file of files)
    expect(['.tsx', '.jsx', '.js'].some((end) => existsSync(join(app.folder, file + end)))).toBe(
      true,
    )
  const before = await app.files()
  expect((await app.init()).out).toContain('Nothing to do')
  expect(await app.files()).toEqual(before)
  return text
}

/** Runs `sluice init`, and gives each step that it left: where, and the files that its lines import. */
async function left(app: NewApp, from?: string) {
  const { exit, out } = await app.init(['--yes', '--json'])
  expect(exit).toBe(EXIT.failed)
  const { manual } = JSON.parse(out) as { manual: { where: string; lines: string[] }[] }
  const files = await app.files()
  return manual.map(({ where, lines }) => {
    const named = imported(lines.join('\n'), from ?? where)
    return [where, named.map((file) => Object.keys(files).find((name) => name.startsWith(file)))]
  })
}

describe('the root layout of Next.js is found', () => {
  it.each([
    ['below a segment of its own, as for languages', 'app/[locale]/layout.tsx'],
    ['in a group of routes', 'src/app/(site)/layout.tsx'],
    ['in a group below a segment', 'app/[locale]/(site)/layout.jsx'],
  ])('%s', async (_, root) => {
    const app = await newApp('next ts', {
      ...BARE,
      [root]: LAYOUT,
      // Neither of these draws a page of its own.
      [join(root, '../shop/layout.tsx')]: 'export default ({ children }) => <p>{children}</p>\n',
      'app/_parts/layout.tsx': LAYOUT,
      'app/@modal/layout.tsx': LAYOUT,
      'app/(.)photo/layout.tsx': LAYOUT,
    })
    expect(await wired(app, root)).toMatch(
      /<body>\s*<Flags>\s*<FirstGate \/>\s*\{children\}\s*<\/Flags>\s*<\/body>/,
    )
  })

  it('below one that hands on what it is given', async () => {
    const handing = 'export default function Layout({ children }) {\n  return children\n}\n'
    const app = await newApp('next ts', {
      'app/layout.tsx': handing,
      'app/[locale]/layout.tsx': LAYOUT,
    })
    await wired(app, 'app/[locale]/layout.tsx')
    expect(await app.read('app/layout.tsx')).toBe(handing)
  })

  it('at the top where no other draws the page either', async () => {
    const app = await newApp('next ts', {
      'app/layout.tsx': 'export default ({ children }) => <Page>{children}</Page>\n',
      'app/shop/layout.tsx': 'export default ({ children }) => <p>{children}</p>\n',
    })
    expect(await wired(app, 'app/layout.tsx')).toMatch(
      /<Page>\s*<Flags>[^]*\{children\}\s*<\/Flags>/,
    )
  })

  it('in several places, each of which is told with lines that fit there', async () => {
    const app = await newApp('next ts', {
      ...BARE,
      'app/(site)/layout.tsx': LAYOUT,
      'app/(admin)/admin/layout.tsx': LAYOUT,
    })
    expect(await left(app)).toEqual([
      ['app/(admin)/admin/layout.tsx', ['app/first-gate.tsx', 'app/sluice-provider.tsx']],
      ['app/(site)/layout.tsx', ['app/first-gate.tsx', 'app/sluice-provider.tsx']],
    ])
    expect(await app.read('app/(site)/layout.tsx')).toBe(LAYOUT)
  })

  it('as the place to make one, where there is none', async () => {
    expect(await left(await newApp('next ts', BARE))).toEqual([
      ['app/layout.tsx', ['first-gate.tsx', 'sluice-provider.tsx']],
    ])
  })
})

describe('the pages router of Next.js', () => {
  it.each([
    ['pages/_app.js', 'return <Component {...pageProps} />'],
    [
      'src/pages/_app.js',
      'return (\n    <Layout>\n      <Component {...pageProps} />\n    </Layout>\n  )',
    ],
    [
      'pages/_app.js',
      'return <Theme>{(Component.layout ?? keep)(<Component {...pageProps} />)}</Theme>',
    ],
  ])('has the provider around all that %s draws: %s', async (root, drawn) => {
    const app = await newApp('next js', {
      'app/layout.js': '',
      [root]: `export default function App({ Component, pageProps }) {\n  ${drawn}\n}\n`,
    })
    expect(await wired(app, root)).toMatch(
      /return (\(\s*)?<Flags>\s*<FirstGate \/>\s*<(Component|Layout|Theme)[^]*<\/Flags>\s*\)?\s*\}/,
    )
    // Each file in the folder of the pages is a page.
    expect(Object.keys(await app.files()).filter((name) => name.includes('pages/'))).toEqual([root])
  })

  it.each([
    ['there is none', 'pages/index.tsx', 'export default () => <p />\n'],
    ['it draws no page', 'pages/_app.tsx', 'export {}\n'],
    [
      'it draws two',
      'pages/_app.tsx',
      'export default ({ Component }) => <><Component /><Component /></>\n',
    ],
    [
      'a function draws it',
      'pages/_app.tsx',
      'export default ({ Component }) => layout(<Component />)\n',
    ],
  ])('is left to somebody where %s, with lines that fit _app', async (_, name, text) => {
    const app = await newApp('next ts', { ...BARE, [name]: text })
    expect(await left(app)).toEqual([['pages/_app.tsx', ['first-gate.tsx', 'sluice-provider.tsx']]])
    const { err } = await app.init()
    expect(err).toContain('  <FirstGate />\n      <Component {...pageProps} />\n    </Flags>')
    expect(await app.read(name)).toBe(text)
  })
})

describe("what Vite's root names is found", () => {
  const MAIN = `import { createRoot } from 'react-dom/client'\ncreateRoot(document.body).render(<p />)\n`
  const inWeb = async (config: string, files: Readonly<Record<string, string>> = {}) =>
    makeApp({
      'package.json': '{ "dependencies": { "vite": "8", "react": "19" } }',
      'vite.config.ts': config,
      'web/index.html': '<script type="module" src="/src/entry.tsx"></script>',
      'web/src/entry.tsx': MAIN,
      ...files,
    })

  it.each([
    "export default { root: 'web' }",
    "export default defineConfig({ test: { root: 'tests' }, root: './web/' })",
    "export default defineConfig(() => ({ root: resolve(import.meta.dirname, 'web') }))",
    'export default { root: `${import.meta.dirname}/web` }',
    "export default { root: fileURLToPath(new URL('./web', import.meta.url)) }",
  ])('%s', async (config) => {
    const app = await inWeb(config)
    await wired(app, 'web/src/entry.tsx')
    expect(await app.files()).toHaveProperty('web/src/sluice-provider.tsx')
  })

  it.each([
    "export default { root: '/web' }",
    "export default { root: '../web' }",
    'export default {',
  ])('not in a folder that is none of the app: %s', async (config) => {
    const app = await inWeb(config, { 'src/main.tsx': MAIN })
    expect(await wired(app, 'src/main.tsx')).toContain('<Flags>')
  })

  it('as the folder that the lines are for, where no script of it is', async () => {
    const app = await inWeb("export default { root: 'web' }", {
      'web/src/entry.tsx': '',
      'web/src/a.css': ' ',
    })
    expect(await left(app, 'web/src/some.jsx')).toEqual([
      [
        'the file that draws the root, as seen from web/src',
        ['web/src/FirstGate.jsx', 'web/src/sluice-provider.jsx'],
      ],
    ])
  })
})
