import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { published } from '../test/published.ts'
import { diskSnapshot } from './disk.ts'
import { createSluiceNode } from './index.ts'

const url = 'http://gates.test'
const rules = [
  {
    id: 'germans',
    when: { attribute: 'country', op: 'in', values: ['DE'] },
    serve: { variant: 'urgent' },
  },
]
const variants = { control: 'Buy now', urgent: 'Only 2 left' }
const cta = { type: 'string', variants, defaultVariant: 'control', rules }
const flags = { 'checkout-cta': cta }
const document = { attributes: { country: { type: 'string' } }, flags }

let folder = ''
const home = process.cwd()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-node-'))
  process.chdir(folder)
  vi.stubGlobal('fetch', (address: string) =>
    Promise.resolve(
      address.endsWith('/v1/ruleset') ? published(document) : new Response('', { status: 404 }),
    ),
  )
})
afterAll(async () => {
  vi.unstubAllGlobals()
  process.chdir(home)
  await rm(folder, { recursive: true, force: true })
})

it('shows a first read that works', async () => {
  const sluice = createSluiceNode({ url, serverKey: 'sluice_server_demo' })
  await sluice.ready()

  const cta = sluice.evaluate('checkout-cta', 'Buy now', { targetingKey: 'ada', country: 'DE' })
  // cta.value is 'Only 2 left', cta.variant is 'urgent', cta.reason is 'TARGETING_MATCH'

  expect(cta).toMatchObject({ value: 'Only 2 left', variant: 'urgent', reason: 'TARGETING_MATCH' })
  sluice.close()
})

it('shows a snapshot that is written', async () => {
  const sluice = createSluiceNode({
    url,
    serverKey: 'sluice_server_demo',
    snapshot: diskSnapshot('./sluice.snapshot'),
  })
  await sluice.ready()
  await expect
    .poll(() => readFile('./sluice.snapshot', 'utf8').catch(() => ''))
    .toContain('"checkout-cta"')
  sluice.close()
})

it('names every option and every code of an error', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const sources = [
    'options.ts',
    'create-node.ts',
    'sync/step.ts',
    'sync/request.ts',
    'sync/run.ts',
  ].map((name) => readFile(new URL(name, import.meta.url), 'utf8'))
  const [options = '', ...others] = await Promise.all(sources)
  const names = [...options.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name)
  const codes = others.flatMap((text) =>
    [...text.matchAll(/'([A-Z]+_[A-Z_]+)'/g)].map(([, code]) => code),
  )
  expect(codes).toContain('INVALID_OPTIONS')
  expect([...names, ...codes].filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
})
