import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import type { Template } from '../testing/new-app.ts'
import { newApp } from '../testing/new-app.ts'
import { runSluice } from '../testing/run-sluice.ts'

/** The files that are added to an app, and the root as it is then. */
const EXPECTED: readonly (readonly [Template, root: string, added: readonly string[]])[] = [
  [
    'vite react-ts',
    'src/main.tsx',
    ['src/sluice-provider.tsx', 'src/FirstGate.tsx', 'src/sluice.d.ts'],
  ],
  ['vite react', 'src/main.jsx', ['src/sluice-provider.jsx', 'src/FirstGate.jsx']],
  [
    'next ts, src',
    'src/app/layout.tsx',
    ['src/app/sluice-provider.tsx', 'src/app/first-gate.tsx', 'src/sluice.d.ts'],
  ],
  ['next ts', 'app/layout.tsx', ['app/sluice-provider.tsx', 'app/first-gate.tsx', 'sluice.d.ts']],
  [
    'next js, src',
    'src/app/layout.js',
    ['src/app/sluice-provider.js', 'src/app/first-gate.js', 'src/sluice.d.ts'],
  ],
  ['next js', 'app/layout.js', ['app/sluice-provider.js', 'app/first-gate.js', 'sluice.d.ts']],
]

describe('sluice init', () => {
  it.each(EXPECTED)('gives an app of %s its first gate', async (template, root, added) => {
    const app = await newApp(template)
    const before = await app.files()
    const { exit, out, err } = await app.init()
    expect([exit, err]).toEqual([EXIT.ok, ''])
    const after = await app.files()
    const isNew = (name: string): boolean => before[name] === undefined
    expect(Object.keys(after).filter(isNew).toSorted()).toEqual(
      ['flags.yaml', 'sluice.config.json', ...added].toSorted(),
    )
    const isChanged = (name: string): boolean => !isNew(name) && before[name] !== after[name]
    expect(Object.keys(after).filter(isChanged).toSorted()).toEqual(
      ['.gitignore', 'package.json', root].toSorted(),
    )
    expect(after[root]).toMatch(
      /^( *)<Flags>\n\1 {2}<FirstGate \/>\n\1 {2}(<App \/>|\{children\})\n\1<\/Flags>$/m,
    )
    expect(app.programs).toEqual(['npm i'])
    expect(out).toContain(`Done: ${added.length + 2} files added, 3 changed, 3 packages installed.`)
    expect(out).toMatch(/Next\n {2}npm run flags .*\n {2}npm run dev /)
  })

  it.each(EXPECTED)('makes flags of %s that the other commands take', async (template) => {
    const app = await newApp(template)
    await app.init()
    const { exit, out } = await runSluice(['validate'], { cwd: app.folder })
    expect([exit, out]).toEqual([EXIT.ok, 'flags.yaml is valid: 1 flag.\n'])
    if (template === 'vite react') return
    expect((await runSluice(['types', '--check'], { cwd: app.folder })).exit).toBe(EXIT.ok)
  })

  it('writes in the style of the app', async () => {
    const [vite, next] = [await newApp('vite react'), await newApp('next ts')]
    await vite.init()
    expect(await vite.read('src/sluice-provider.jsx')).toMatch(
      /^import \{ createSluiceClient, SluiceProvider \} from '@sluice\/react'\n\n\/\//,
    )
    expect(await vite.read('src/FirstGate.jsx')).not.toContain('as const')
    await next.init()
    expect(await next.read('app/sluice-provider.tsx')).toMatch(
      /^"use client";\n\nimport \{ createSluiceClient, SluiceProvider \} from "@sluice\/react";\n/,
    )
  })

  const SSR = {
    'index.html':
      '<div id="root"></div><script type="module" src="/src/entry-client.jsx"></script>',
    'src/main.jsx': '',
    'src/entry-client.jsx': `import { hydrateRoot } from 'react-dom/client'
import App from './App'

hydrateRoot(document.getElementById('root'), <App />)
`,
    'src/entry-server.jsx': `import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import App from './App'

export function render() {
  return renderToString(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
`,
  }

  it('puts the same around what the page hydrates and what a server draws', async () => {
    const app = await newApp('vite react', SSR)
    const { exit, out } = await app.init()
    expect(exit).toBe(EXIT.ok)
    expect(out).toContain('Change src/entry-server.jsx')
    const around = /<Flags>\s*<FirstGate \/>\s*<App \/>\s*<\/Flags>/
    expect(await app.read('src/entry-client.jsx')).toMatch(around)
    expect(await app.read('src/entry-server.jsx')).toMatch(around)
    expect(await app.read('src/entry-server.jsx')).toContain(
      "import { Flags } from './sluice-provider'\n",
    )
    const before = await app.files()
    expect((await app.init()).out).toContain('Nothing to do')
    expect(await app.files()).toEqual(before)
  })

  it('finds what draws on a server in another folder, and adds what only that lacks', async () => {
    const { 'src/entry-server.jsx': server, ...rest } = SSR
    const app = await newApp('vite react', {
      ...rest,
      'server/render.jsx': server.replace('./App', '../src/App'),
      'src/App.test.jsx': server,
      'node_modules/x/y.jsx': server,
    })
    await app.init()
    const wired = await app.read('server/render.jsx')
    expect(wired).toContain("import { Flags } from '../src/sluice-provider'\n")
    const half = await newApp('vite react', {
      ...(await app.files()),
      'server/render.jsx': server.replace('./App', '../src/App'),
    })
    await half.init()
    expect(await half.read('server/render.jsx')).toBe(wired)
  })

  it.each<[string, Record<string, string>, string]>([
    ['was not found', { 'src/entry-server.jsx': '' }, 'what draws it on a server was not found'],
    [
      'is not the only one',
      { 'server/other.jsx': SSR['src/entry-server.jsx'] },
      'more than one file draws on a server',
    ],
    [
      'is written in another way',
      {
        'src/entry-server.jsx': `import { renderToString } from 'react-dom/server'\nexport const render = (app) => renderToString(app)\n`,
      },
      'what it draws is not written as JSX',
    ],
  ])('leaves both alone where what draws on a server %s', async (_, files, because) => {
    const app = await newApp('vite react', { ...SSR, ...files })
    const before = await app.read('src/entry-client.jsx')
    const { exit, out } = await app.init()
    expect([exit, out]).toEqual([EXIT.failed, expect.stringContaining(`because ${because}`)])
    expect(await app.read('src/entry-client.jsx')).toBe(before)
  })

  it('keeps no client alive where a server draws the app', async () => {
    const client = 'if (typeof window === "undefined") client.close()'
    const [next, hydrated, drawn] = [
      await newApp('next ts'),
      await newApp('vite react-ts', {
        'src/main.tsx': `import { hydrateRoot } from "react-dom/client"\nhydrateRoot(document, <App />)\n`,
      }),
      await newApp('vite react-ts'),
    ]
    for (const app of [next, hydrated, drawn]) await app.init()
    expect(await next.read('app/sluice-provider.tsx')).toContain(`${client};\n`)
    expect(await hydrated.read('src/sluice-provider.tsx')).toContain(`${client}\n`)
    expect(await drawn.read('src/sluice-provider.tsx')).not.toContain('typeof window')
  })

  it('keeps no client of before when the provider is saved while somebody develops with Vite', async () => {
    const [vite, next] = [await newApp('vite react-ts'), await newApp('next ts')]
    for (const app of [vite, next]) await app.init()
    const hot = 'import.meta.hot?.dispose(() => client.close())\n'
    expect(await vite.read('src/sluice-provider.tsx')).toContain(hot)
    expect(await next.read('app/sluice-provider.tsx')).not.toContain('import.meta')
  })

  it('adds the packages, a script, and the data folder to what git ignores', async () => {
    const app = await newApp('vite react-ts')
    await app.init()
    const manifest = JSON.parse(await app.read('package.json')) as Record<string, object>
    expect(manifest['scripts']).toMatchObject({ flags: 'sluice serve --watch flags.yaml' })
    expect(manifest['dependencies']).toMatchObject({
      '@sluice/client': '^0.1.0',
      '@sluice/react': '^0.1.0',
    })
    expect(manifest['devDependencies']).toEqual({ '@sluice/cli': '^0.1.0' })
    expect(manifest['overrides']).toBeUndefined()
    expect(await app.read('.gitignore')).toMatch(/\n\/\.sluice\n$/)
  })

  it('changes nothing the second time, and says so', async () => {
    for (const [template] of EXPECTED) {
      const app = await newApp(template)
      await app.init()
      const before = await app.files()
      const { exit, out } = await app.init(['--yes'])
      expect([exit, out]).toEqual([
        EXIT.ok,
        'Nothing to do: this app has Sluice already. npm run flags serves its flags.\n',
      ])
      expect(await app.files()).toEqual(before)
      expect(app.programs).toHaveLength(1)
    }
  })

  it('brings back a provider that is gone while the root still imports it', async () => {
    const app = await newApp('vite react')
    await app.init()
    const before = await app.files()
    const later = await newApp('vite react', { ...before, 'src/sluice-provider.jsx': '' })
    const { exit, out } = await later.init()
    expect(exit).toBe(EXIT.ok)
    expect(out).toContain('1 file added')
    expect(await later.files()).toEqual(before)
  })

  it('tells nothing of a strip where the app has a provider of its own', async () => {
    const app = await newApp('vite react', {
      'src/main.jsx': [
        "import { createRoot } from 'react-dom/client'",
        "import { SluiceProvider } from '@sluice/react'",
        "import { client } from './client'",
        "import App from './App'",
        "createRoot(document.getElementById('root')).render(",
        '  <SluiceProvider client={client}>',
        '    <App />',
        '  </SluiceProvider>,',
        ')',
        '',
      ].join('\n'),
    })
    const { exit, out } = await app.init()
    expect(exit).toBe(EXIT.ok)
    expect(out).toContain('its client says which service it asks')
    expect(out).not.toContain('strip')
    expect(out).not.toContain('VITE_SLUICE_URL')
    expect(await app.files()).not.toHaveProperty('src/sluice-provider.jsx')
  })

  it('brings back neither a first gate that was deleted nor a flag that was renamed', async () => {
    const app = await newApp('vite react-ts')
    await app.init()
    const flags = (await app.read('flags.yaml')).replace('first-gate:', 'new-checkout:')
    const main = (await app.read('src/main.tsx')).replaceAll(/.*FirstGate.*\n/g, '')
    const later = await newApp('vite react-ts', {
      ...(await app.files()),
      'flags.yaml': flags,
      'src/main.tsx': main,
      'src/FirstGate.tsx': '',
    })
    await later.init()
    expect([await later.read('flags.yaml'), await later.read('src/main.tsx')]).toEqual([
      flags,
      main,
    ])
    expect(await later.files()).not.toHaveProperty('src/FirstGate.tsx')
    expect(await later.read('src/sluice.d.ts')).toContain("'new-checkout'")
  })
})

describe('before it does anything', () => {
  it('shows what it would do to the line, and asks', async () => {
    const app = await newApp('vite react-ts')
    const before = await app.files()
    const { exit, out, err } = await app.init([], { answers: ['n'] })
    expect([exit, await app.files(), app.programs]).toEqual([EXIT.failed, before, []])
    expect(out).toMatch(
      /^Vite, React \^19\.3\.1, TypeScript, npm \(no lockfile yet\), root in src\/main\.tsx\n/,
    )
    expect(out).toContain('  src/sluice-provider.tsx  the client and the provider\n')
    expect(out).toContain(`
  -    <App />
  +    <Flags>
  +      <FirstGate />
  +      <App />
  +    </Flags>
`)
    expect(out).toContain('  @sluice/react ^0.1.0\n')
    expect([out, err]).toEqual([
      expect.stringMatching(/\nGo on\? \[y\/N\] $/),
      'Nothing was changed.\n',
    ])
    expect((await app.init([], { answers: ['y'] })).exit).toBe(EXIT.ok)
  })

  it('writes nothing with --dry-run', async () => {
    const app = await newApp('next js')
    const before = await app.files()
    const { exit, out } = await app.init(['--dry-run'])
    expect([exit, await app.files(), app.programs]).toEqual([EXIT.ok, before, []])
    expect(out).toMatch(/Nothing was written: --dry-run\.\n$/)
  })

  it('prints one document with --json, and never asks there', async () => {
    const app = await newApp('vite react-ts')
    const asked = await app.init(['--json'])
    expect([asked.exit, asked.json().error.code]).toEqual([EXIT.usage, 'USAGE'])
    const shown = await app.init(['--json', '--dry-run'])
    expect(shown.json()).toMatchObject({
      framework: 'vite',
      packageManager: 'npm',
      entry: 'src/main.tsx',
      written: false,
      flag: 'first-gate',
      manual: [],
    })
    const done = await app.init(['--json', '--yes'])
    expect(done.json()).toMatchObject({ written: true, installed: true })
    expect(done.json().files.map(({ name }: { name: string }) => name)).toContain('flags.yaml')
  })

  it.each([
    ['', 0, ''],
    [' M src/main.tsx', 0, 'There are changes that are not committed.'],
    ['', 128, 'This is no git repository'],
  ])('says what git knows of the folder: %j, %i', async (output, code, words) => {
    const app = await newApp('vite react-ts')
    const { out } = await app.init(['--dry-run'], {
      run: async () => Promise.resolve({ code, output }),
    })
    const said = /There are changes that are not committed\.|This is no git repository/.exec(out)
    expect(said?.[0] ?? '').toBe(words)
  })
})
