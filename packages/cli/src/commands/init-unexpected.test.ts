import { chmod } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { makeApp, newApp } from '../testing/new-app.ts'
import { spawnSluice } from '../testing/spawn-sluice.ts'
import { testFolder } from '../testing/test-service.ts'

describe('when something is not as expected', () => {
  it('puts every file back when the packages cannot be installed', async () => {
    const output = 'npm error 404 Not Found\nnpm error the log is elsewhere\n'
    const app = await newApp('vite react-ts', {}, { code: 1, output })
    const before = await app.files()
    const { exit, err } = await app.init()
    expect([exit, await app.files()]).toEqual([EXIT.failed, before])
    expect(err).toContain('  npm error 404 Not Found\n')
    expect(err).toContain('"npm i" ended with exit code 1, so every file was put back as it was.')
    const { error } = (await app.init(['--yes', '--json'])).json()
    expect([error.code, error.output]).toEqual(['INSTALL_FAILED', output.trim().split('\n')])
  })

  it('puts every file back when somebody stops it', async () => {
    const app = await newApp('vite react-ts')
    const tools = await testFolder()
    await tools.write('npm', '#!/bin/sh\nexec sleep 60\n')
    await chmod(join(tools.folder, 'npm'), 0o755)
    const before = await app.files()
    const PATH = tools.folder + delimiter + (process.env['PATH'] ?? '')
    const { child, prints, ended, err } = spawnSluice(['init', '--yes'], app.folder, { PATH })
    await prints('Installing with npm')
    expect(await app.files()).not.toEqual(before)
    child.kill('SIGTERM')
    expect([await ended, await app.files()]).toEqual([EXIT.failed, before])
    expect(err()).toContain('"npm i" did not run to its end, so every file was put back')
  })

  it('leaves installing to somebody with --no-install', async () => {
    const app = await newApp('vite react-ts')
    const { exit, out } = await app.init(['--yes', '--no-install'])
    expect([exit, app.programs]).toEqual([EXIT.ok, []])
    expect(out).toMatch(/Next\n {2}npm i +installs the packages\n {2}npm run flags/)
  })

  it('does all the rest and prints the lines to paste where the root is not certain', async () => {
    const main = `import { createRoot } from "react-dom/client";\ncreateRoot(document.body).render(tree);\n`
    const app = await newApp('vite react-ts', { 'src/main.tsx': main })
    const { exit, err } = await app.init()
    expect([exit, await app.read('src/main.tsx')]).toEqual([EXIT.failed, main])
    expect(await app.read('src/sluice-provider.tsx')).toContain('export function Flags')
    expect(err).toContain('Done: 5 files added')
    expect(err).toContain(
      `Left to you in src/main.tsx, because what its root draws is not written as JSX: paste these lines, the last ones around what it draws.
    import { FirstGate } from "./FirstGate";
    import { Flags } from "./sluice-provider";

    <Flags>
      <FirstGate />
      <App />
    </Flags>
`,
    )
    const again = await app.init()
    expect([again.exit, again.err]).toEqual([
      EXIT.failed,
      expect.stringMatching(/^Nothing to do.*\n\nLeft to you in src\/main\.tsx/),
    ])
  })

  it('takes files that begin with a byte order mark, and keeps it', async () => {
    const manifest = '{\r\n\t"dependencies": { "vite": "8", "react": "19" }\r\n}\r\n'
    const layout = 'export default ({ children }) => <html><body>{children}</body></html>\r\n'
    const next = manifest.replace('vite', 'next')
    const [vite, other] = [
      await newApp('vite react-ts', { 'package.json': `\uFEFF${manifest}` }),
      await newApp('next ts', {
        'package.json': `\uFEFF${next}`,
        'app/layout.tsx': `\uFEFF${layout}`,
      }),
    ]
    for (const app of [vite, other]) {
      expect((await app.init()).exit).toBe(EXIT.ok)
      const text = await app.read('package.json')
      expect(text).toMatch(/^\uFEFF\{\r\n\t"dependencies": \{ "@sluice\/client"/)
      expect(JSON.parse(text.slice(1))).toMatchObject({ scripts: { flags: expect.anything() } })
    }
    expect(await other.read('app/layout.tsx')).toMatch(/^\uFEFFimport [^\uFEFF]*<Flags>[^\uFEFF]*$/)
  })

  it('shows a gate of the flags that the app has, and keeps their file', async () => {
    const flags =
      'schemaVersion: 1\nflags:\n  words: { type: string, variants: { a: A }, defaultVariant: a }\n  beta: {}\n'
    const app = await newApp('vite react-ts', { 'flags.yaml': flags })
    const { exit } = await app.init()
    expect([exit, await app.read('flags.yaml')]).toEqual([EXIT.ok, flags])
    expect(await app.read('src/FirstGate.tsx')).toContain('flag="beta"')
  })

  it('shows no gate where no flag is one', async () => {
    const app = await newApp('vite react-ts', { 'flags.yaml': 'schemaVersion: 1\nflags: {}\n' })
    await app.init()
    expect(await app.files()).not.toHaveProperty('src/FirstGate.tsx')
    expect(await app.read('src/main.tsx')).toContain('<Flags>\n      <App />\n    </Flags>')
  })

  it('shows the faults of a file of flags, and changes nothing', async () => {
    const app = await newApp('vite react-ts', { 'flags.yaml': 'schemaVersion: 1\nflags: 1\n' })
    const before = await app.files()
    const { exit, err } = await app.init()
    expect([exit, await app.files()]).toEqual([EXIT.invalid, before])
    expect(err).toMatch(/^flags\.yaml:2:1 error Expected an object/)
  })

  it('changes nothing when a file with the name of the provider is something else', async () => {
    const app = await newApp('vite react-ts', {
      'src/sluice-provider.tsx': 'export const Dam = 1\n',
    })
    const before = await app.files()
    const { exit, err } = await app.init()
    expect([exit, await app.files()]).toEqual([EXIT.failed, before])
    expect(err).toContain('src/sluice-provider.tsx is there already and has no Flags.')
  })

  it('takes another name for the types where a module of the app hides them', async () => {
    for (const template of ['vite react-ts', 'next ts, src'] as const) {
      const app = await newApp(template, { 'src/sluice.ts': 'export const Dam = 1\n' })
      expect((await app.init()).exit).toBe(EXIT.ok)
      expect(await app.files()).not.toHaveProperty('src/sluice.d.ts')
      expect(await app.read('src/sluice-types.d.ts')).toContain("'first-gate'")
      expect(JSON.parse(await app.read('sluice.config.json'))).toMatchObject({
        types: 'src/sluice-types.d.ts',
      })
    }
  })

  it('changes nothing when the config file puts the types where a module hides them', async () => {
    const app = await newApp('vite react-ts', {
      'sluice.config.json': '{ "types": "src/main.d.ts" }',
    })
    const before = await app.files()
    const { exit, err } = await app.init()
    expect([exit, await app.files()]).toEqual([EXIT.failed, before])
    expect(err).toContain('because TypeScript reads src/main.tsx in its place')
  })

  it('takes another name for the script where that one is taken, or none', async () => {
    const scripts = (taken: Record<string, string>): string =>
      JSON.stringify({ scripts: taken, dependencies: { vite: '8', react: '19' } })
    const one = await newApp('vite react-ts', { 'package.json': scripts({ flags: 'x' }) })
    expect((await one.init()).out).toContain('npm run sluice  serves flags.yaml')
    const none = await newApp('vite react-ts', {
      'package.json': scripts({ flags: 'x', sluice: 'y' }),
    })
    expect((await none.init()).out).toContain('npx sluice serve --watch flags.yaml  serves')
    const own = await newApp('vite react-ts', {
      'package.json': scripts({ gates: 'sluice serve -w flags.yaml' }),
    })
    expect((await own.init()).out).toContain('npm run gates  serves flags.yaml')
  })

  it('asks a service on another port where --url says so', async () => {
    const app = await newApp('vite react-ts')
    await app.init(['--yes', '--url', 'http://127.0.0.1:4700'])
    expect(await app.read('package.json')).toContain('sluice serve --port 4700 --watch flags.yaml')
    expect(await app.read('src/sluice-provider.tsx')).toContain("'http://127.0.0.1:4700'")
    expect(JSON.parse(await app.read('sluice.config.json'))).toMatchObject({
      url: 'http://127.0.0.1:4700',
    })
  })

  it('keeps to the config file of the app, also where that names a service elsewhere', async () => {
    const config =
      '{ "url": "https://flags.example/", "environment": "shop", "file": "gates/all.yaml" }'
    const app = await newApp('vite react-ts', { 'sluice.config.json': config })
    const { exit } = await app.init()
    expect([exit, await app.read('sluice.config.json')]).toEqual([EXIT.ok, config])
    expect(await app.read('gates/all.yaml')).toContain(
      '# yaml-language-server: $schema=../node_modules/@sluice/cli/dist/ruleset.schema.json\n',
    )
    expect(await app.read('package.json')).toContain('"sluice serve --watch gates/all.yaml"')
    expect(await app.read('src/sluice-provider.tsx')).toContain("'http://127.0.0.1:4600'")
  })

  it('makes a config file for the app where the one that was found is further up', async () => {
    const app = await newApp('vite react-ts')
    const files = Object.entries(await app.files()).map(([name, text]) => [`web/${name}`, text])
    const inside = await makeApp({
      ...(Object.fromEntries(files) as Record<string, string>),
      'sluice.config.json': '{ "file": "all.yaml" }',
    })
    await inside.init(['--yes'], { cwd: join(inside.folder, 'web') })
    expect(JSON.parse(await inside.read('web/sluice.config.json'))).toMatchObject({
      file: 'flags.yaml',
    })
  })
})
