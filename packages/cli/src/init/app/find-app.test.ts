import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../../exit-codes.ts'
import { makeApp, newApp } from '../../testing/new-app.ts'

const manifest = (value: object): Record<string, string> => ({
  'package.json': JSON.stringify(value),
})

describe('sluice init refuses, and says what to do instead,', () => {
  it.each<[string, Record<string, string>, string]>([
    ['a folder without package.json', {}, 'Go to the folder of your app, or make one'],
    ['broken JSON', { 'package.json': '{' }, 'package.json is not valid JSON'],
    ['no object', { 'package.json': '[]' }, 'holds no object. Repair it first.'],
    [
      'an app without React',
      manifest({ dependencies: { vue: '3', vite: '8' } }),
      'does not depend on react, and gates are React components. Go to',
    ],
    [
      'React 17',
      manifest({ dependencies: { vite: '8', react: '^17.0.2' } }),
      'Sluice needs React 18.3 or newer, and this app has ^17.0.2. Upgrade first',
    ],
    [
      'React 18.2 that is installed for a range that holds 18.3',
      {
        ...manifest({ dependencies: { vite: '8', react: '^18.2.0' } }),
        'node_modules/react/package.json': '{ "version": "18.2.0" }',
      },
      'this app has 18.2.0.',
    ],
    [
      'another framework',
      manifest({ dependencies: { 'react-scripts': '5', react: '19' } }),
      'names neither vite nor next, so it is not known where the app starts. It looks like Create React App. Add @sluice/react',
    ],
    [
      'the root of a workspace of npm, naming its apps',
      {
        ...manifest({ workspaces: ['apps/*', 'packages/**'], devDependencies: { vite: '8' } }),
        'apps/web/package.json': '{ "dependencies": { "vite": "8", "react": "19" } }',
        'apps/site/package.json': '{ "dependencies": { "next": "16", "react": "19" } }',
        'packages/ui/package.json': '{ "dependencies": { "react": "19" } }',
      },
      "is the root of a workspace, and Sluice is added to one app of it. Run it in the app's folder: apps/site, apps/web.",
    ],
    [
      'the root of a workspace of pnpm, also one that has React and Vite for all',
      {
        ...manifest({ devDependencies: { vite: '8', react: '19' } }),
        'pnpm-workspace.yaml': "packages: ['apps/*']\n",
      },
      'is the root of a workspace, and Sluice is added to one app of it. Go to the folder of the app',
    ],
  ])('%s', async (_, files, words) => {
    const app = await makeApp(files)
    const before = await app.files()
    const { exit, out, err } = await app.init()
    expect([exit, out, err]).toEqual([EXIT.usage, '', expect.stringContaining(words)])
    expect([await app.files(), app.programs]).toEqual([before, []])
  })

  it('a folder inside of the app, naming that', async () => {
    const app = await newApp('vite react-ts')
    const cwd = join(app.folder, 'src')
    const { exit, err } = await app.init(['--yes'], { cwd })
    expect([exit, err]).toEqual([
      EXIT.usage,
      expect.stringContaining(`is in ${app.folder}: run it`),
    ])
  })

  it.each([
    ['--url', 'https://flags.example', 'An app starts with a service on this machine'],
    ['-e', 'production', 'are for the environment development, not production.'],
    ['--packages', 'nowhere', 'nowhere holds no tarball of @sluice/client, @sluice/react'],
  ])('%s %s', async (option, value, words) => {
    const app = await newApp('vite react-ts')
    const before = await app.files()
    const { exit, err } = await app.init(['--yes', option, value])
    expect([exit, err]).toEqual([EXIT.usage, expect.stringContaining(words)])
    expect(await app.files()).toEqual(before)
  })
})

describe('sluice init finds', () => {
  it('React by what is installed, else by what is asked for', async () => {
    const installed = { 'node_modules/react/package.json': '{ "version": "19.3.1" }' }
    const found = async (files: Record<string, string>) =>
      (await (await newApp('vite react-ts', files)).init(['--dry-run', '--json'])).json().react
    expect(await found(installed)).toBe('19.3.1')
    expect(await found({})).toBe('^19.3.1')
    for (const range of ['latest', 'catalog:', '>=18'])
      expect(await found(manifest({ dependencies: { vite: '8', react: range } }))).toBe(range)
  })

  it('the script that the page of the app names', async () => {
    const app = await newApp('vite react-ts', {
      'index.html': `<!-- <script src="/src/main.tsx"></script> --><script type=module src="./web/start.tsx"></script>`,
      'web/start.tsx': `import { createRoot } from 'react-dom/client'\ncreateRoot(document.body).render(<p />)\n`,
    })
    await app.init()
    expect(Object.keys(await app.files())).toEqual(
      expect.arrayContaining(['web/sluice-provider.tsx', 'web/FirstGate.tsx', 'sluice.d.ts']),
    )
  })

  it('the layout that Next.js takes where there are two', async () => {
    const app = await newApp('next ts, src', {
      'app/layout.tsx': 'export default () => <html />\n',
    })
    expect((await app.init(['--dry-run', '--json'])).json().entry).toBe('app/layout.tsx')
  })

  it('no script that the page takes from elsewhere', async () => {
    const app = await newApp('vite react-ts', {
      'index.html': `<script type="module" src="https://cdn.example/a.js"></script><script type="module" src="../outside.tsx"></script>`,
    })
    expect((await app.init(['--dry-run', '--json'])).json().entry).toBe('src/main.tsx')
  })

  it.each([
    ['package-lock.json', 'npm i', 'npm run flags'],
    ['pnpm-lock.yaml', 'pnpm i --no-frozen-lockfile', 'pnpm run flags'],
    ['yarn.lock', 'yarn install', 'yarn run flags'],
    ['bun.lock', 'bun install', 'bun run flags'],
  ])('the package manager by %s', async (lock, install, serve) => {
    const app = await newApp('vite react-ts', { [lock]: '\n' })
    const { out } = await app.init()
    expect([app.programs, out]).toEqual([[install], expect.stringContaining(`(${lock})`)])
    expect(out).toContain(`  ${serve}  `)
  })

  it('the package manager by what package.json names, else by who runs the command', async () => {
    const named = manifest({
      dependencies: { vite: '8', react: '19' },
      packageManager: 'yarn@4.9.0',
    })
    const yarn = await newApp('vite react-ts', named)
    await yarn.init()
    expect(yarn.programs).toEqual(['yarn install --no-immutable'])
    const pnpm = await newApp('vite react-ts')
    await pnpm.init(['--yes'], { env: { npm_config_user_agent: 'pnpm/12.21.0 node/v26' } })
    expect(pnpm.programs).toEqual(['pnpm i --no-frozen-lockfile'])
  })

  it('the lockfile of the workspace that the app is in, as far as the repository goes', async () => {
    const app = await newApp('vite react-ts')
    const files = Object.entries(await app.files()).map(([name, text]) => [
      `apps/web/${name}`,
      text,
    ])
    const inside = await makeApp({
      ...(Object.fromEntries(files) as Record<string, string>),
      'pnpm-lock.yaml': '\n',
      'package-lock.json': '',
    })
    const cwd = join(inside.folder, 'apps/web')
    // Without a repository the folders above are somebody else's.
    expect((await inside.init(['--dry-run', '--json'], { cwd })).json().packageManager).toBe('npm')
    await mkdir(join(inside.folder, '.git'))
    expect((await inside.init(['--dry-run', '--json'], { cwd })).json().packageManager).toBe('pnpm')
  })
})
