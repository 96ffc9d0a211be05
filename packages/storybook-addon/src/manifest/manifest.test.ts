import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer, type ViteDevServer } from 'vite'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { document } from '../../test/flags.ts'
import { viteFinal } from '../preset.ts'
import { findPlaces, gatherManifest } from './gather-manifest.ts'
import type { SluiceAddonOptions } from './options.ts'

let project: string

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'sluice-manifest-'))
})

afterEach(() => rmSync(project, { recursive: true, force: true }))

function write(name: string, content: unknown): void {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  writeFileSync(join(project, name), text)
}

async function gather(options: SluiceAddonOptions = {}) {
  return gatherManifest(await findPlaces(join(project, '.storybook'), options), options)
}

it('reads the flags of the project', async () => {
  write('flags.yaml', document)
  const { ruleset, faults, file } = await gather()
  expect(Object.keys(ruleset?.flags ?? {})).toContain('checkout-cta')
  expect({ faults, file }).toEqual({ faults: [], file: 'flags.yaml' })
})

it('reads the file that the nearest config names, or the option', async () => {
  write('sluice.config.json', { file: 'gates.yaml' })
  write('gates.yaml', document)
  expect((await gather()).file).toBe('gates.yaml')
  write('other.yaml', document)
  expect((await gather({ manifest: 'other.yaml' })).file).toBe('other.yaml')
})

it.each([
  ['there is none', undefined, 'There is no file flags.yaml', 'npx sluice init'],
  ['it is no YAML', 'flags:\n  a: [', 'flags.yaml:2', 'Mend the line'],
  [
    'a flag is wrong',
    { schemaVersion: 1, flags: { a: { type: 'string' } } },
    '$.flags.a',
    'npx sluice validate',
  ],
])('says what to do when %s, and goes on', async (_, content, what, advice) => {
  if (content !== undefined) write('flags.yaml', content)
  const { ruleset, faults } = await gather()
  expect(ruleset).toBeUndefined()
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(what)
  expect(faults[0]).toContain(advice)
  expect(faults[0]).not.toMatch(/ruleset/i)
})

it('finds the scenarios of the project, and leaves out what is none', async () => {
  write('flags.yaml', document)
  mkdirSync(join(project, 'src/scenarios'), { recursive: true })
  mkdirSync(join(project, 'node_modules'))
  write('src/scenarios/a.scenario.json', { version: 1, name: 'Abroad', context: { country: 'NO' } })
  write('src/b.scenario.json', { version: 2, name: 'Old' })
  write('node_modules/c.scenario.json', { version: 1, name: 'Of somebody else' })
  const { scenarios, faults } = await gather()
  expect(scenarios.map(({ name }) => name)).toEqual(['Abroad'])
  expect(faults).toEqual([expect.stringContaining('src/b.scenario.json is left out.')])
})

it('reads what sluice types writes where the flags live in a service, and not what they give', async () => {
  const variants = { control: { value: 'Buy now' }, urgent: { value: 'Hurry', title: 'Urgent' } }
  const flag = { kind: 'experiment', type: 'string', owner: 'shop', tags: [], variants }
  const gate = {
    kind: 'release',
    tags: [],
    type: 'boolean',
    variants: { on: { value: true }, off: { value: false } },
  }
  write('names.json', {
    flags: { cta: flag, 'new-checkout': gate },
    attributes: { country: { type: 'string' } },
  })
  const { ruleset, isNamesOnly, faults } = await gather({ manifest: 'names.json' })
  expect(faults).toEqual([])
  expect(Object.keys(ruleset?.flags['cta']?.variants ?? {})).toEqual(['control', 'urgent'])
  expect(isNamesOnly).toBe(true)
  write('names.json', { flags: { cta: { ...flag, rules: [] } }, attributes: {} })
  expect((await gather({ manifest: 'names.json' })).faults.join()).toContain('schemaVersion')
})

it('tells nobody who gets what, where that is asked', async () => {
  write('flags.yaml', document)
  const { ruleset } = await gather({ rules: false })
  expect(JSON.stringify(ruleset)).not.toMatch(/country|abroad|coverageBps/)
  expect(Object.keys(ruleset?.flags['banner']?.variants ?? {})).toEqual(['calm', 'duties'])
})

it('gives stories the flags, and again when the file changes', async () => {
  write('flags.yaml', document)
  const { plugins } = await viteFinal({}, { configDir: join(project, '.storybook') })
  const server: ViteDevServer = await createServer({
    root: project,
    configFile: false,
    logLevel: 'silent',
    server: { middlewareMode: true, ws: false },
    plugins: plugins as [],
  })
  const told = async (): Promise<string> =>
    (await server.environments.client.transformRequest('virtual:sluice-manifest'))?.code ?? ''
  try {
    expect(await told()).toContain('Only 2 left')
    write('flags.yaml', JSON.stringify(document).replace('Only 2 left', 'Only 1 left'))
    await vi.waitFor(async () => expect(await told()).toContain('Only 1 left'), 10_000)
    write('flags.yaml', 'flags: [')
    await vi.waitFor(async () => expect(await told()).toContain('is no YAML'), 10_000)
  } finally {
    await server.close()
  }
})

it('gives the flags to a project that imports the addon, of which Storybook then loads nothing else', async () => {
  write('flags.yaml', document)
  const { plugins } = await viteFinal({}, { configDir: join(project, '.storybook') })
  const index = fileURLToPath(new URL('../index.ts', import.meta.url))
  const server: ViteDevServer = await createServer({
    root: project,
    configFile: false,
    logLevel: 'silent',
    server: { middlewareMode: true, ws: false, fs: { strict: false } },
    plugins: plugins as [],
  })
  try {
    const made = await server.environments.client.transformRequest(`/@fs${index}`)
    expect(made?.code).toContain('virtual:sluice-manifest')
  } finally {
    await server.close()
  }
})

it('has Vite turn what it imports of the project into modules, beside what is named already', async () => {
  const { optimizeDeps } = await viteFinal(
    { optimizeDeps: { include: ['mine'] } },
    { configDir: join(project, '.storybook') },
  )
  expect(optimizeDeps?.include).toEqual(['mine', 'react', 'react/jsx-runtime', 'react-dom'])
})
