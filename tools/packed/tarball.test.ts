import { expect, it } from 'vitest'
import { tarballFaults } from './tarball.ts'

/** A tar archive with these files, as `pnpm pack` lays them out. */
function tar(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const header = Buffer.alloc(512)
    header.write(`package/${path}`, 0)
    header.write(Buffer.byteLength(text).toString(8).padStart(11, '0'), 124)
    const content = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512)
    content.write(text)
    return [header, content]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

const good = {
  'package.json': JSON.stringify({ name: '@sluice/core', dependencies: { zod: '^4.6.7' } }),
  LICENSE: 'MIT',
  'README.md': '# Core',
  'dist/index.mjs': `export const long = '${'é'.repeat(600)}'\n`,
  'dist/index.d.mts': 'export declare const long: string\n',
}

it('accepts what somebody can install', () => {
  expect(tarballFaults(tar(good))).toEqual([])
})

it('misses what every package has to hold', () => {
  const { LICENSE: _, 'dist/index.d.mts': __, ...rest } = good
  expect(tarballFaults(tar(rest))).toEqual(['LICENSE is missing.', 'dist/index.d.mts is missing.'])
})

it('refuses tests and sources', () => {
  const files = { ...good, 'src/index.ts': '', 'dist/a.test.mjs': '' }
  expect(tarballFaults(tar(files))).toHaveLength(2)
})

it.each(['workspace:^', 'catalog:public'])('refuses a dependency on "%s"', (specifier) => {
  const manifest = { name: '@sluice/core', dependencies: { zod: specifier } }
  expect(tarballFaults(tar({ ...good, 'package.json': JSON.stringify(manifest) }))).toEqual([
    `package.json still says "${specifier.replace(/:.*/, ':')}".`,
  ])
})

it('ignores what only the workspace installs', () => {
  const manifest = { name: '@sluice/core', devDependencies: { '@sluice/cli': 'workspace:*' } }
  expect(tarballFaults(tar({ ...good, 'package.json': JSON.stringify(manifest) }))).toEqual([])
})

it('wants a command to name its interpreter', () => {
  const manifest = { name: '@sluice/cli', bin: { sluice: './dist/main.mjs' } }
  const files = { ...good, 'package.json': JSON.stringify(manifest) }
  expect(tarballFaults(tar({ ...files, 'dist/main.mjs': 'run()\n' }))).toEqual([
    './dist/main.mjs does not start with "#!/usr/bin/env node".',
  ])
  const started = { ...files, 'dist/main.mjs': '#!/usr/bin/env node\nrun()\n' }
  expect(tarballFaults(tar(started))).toEqual([])
})

it('wants React code to be marked for the browser', () => {
  const files = { ...good, 'package.json': JSON.stringify({ name: '@sluice/react' }) }
  expect(tarballFaults(tar(files))).toEqual([
    `dist/index.mjs is not marked 'use client'.`,
    `dist/root.mjs is not marked 'use client'.`,
  ])
  const client = `'use client'\n`
  const marked = { ...files, 'dist/index.mjs': client, 'dist/root.mjs': client }
  expect(tarballFaults(tar(marked))).toEqual([])
  expect(tarballFaults(tar({ ...marked, 'dist/server/index.mjs': client }))).toEqual([
    `dist/server/index.mjs is marked 'use client', and server components call it.`,
  ])
})

it('wants every entry of the overlay to be marked for the browser', () => {
  const files = { ...good, 'package.json': JSON.stringify({ name: '@sluice/devtools' }) }
  const entries = ['dist/index.mjs', 'dist/production.mjs', 'dist/tanstack.mjs']
  expect(tarballFaults(tar(files))).toEqual(
    entries.map((path) => `${path} is not marked 'use client'.`),
  )
  const marked = Object.fromEntries(entries.map((path) => [path, `'use client'\n`]))
  expect(tarballFaults(tar({ ...files, ...marked }))).toEqual([])
})
