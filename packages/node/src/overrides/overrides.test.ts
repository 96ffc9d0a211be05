import { startService, type Service } from '@sluice/server'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSluiceNode, type SluiceNode } from '../index.ts'
import { readOverrides, withOverrides } from '../overrides.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const FLAG = { type: 'string', variants: { a: 'A', b: 'B' }, defaultVariant: 'a' }
const ADA = { targetingKey: 'ada' }

let folder: string
let service: Service
let node: SluiceNode

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-overrides-'))
  const flags = {
    cta: FLAG,
    other: FLAG,
    fixed: { ...FLAG, overridable: false },
    inside: { ...FLAG, serverOnly: true },
  }
  service = await startService({
    dataDir: folder,
    mode: 'development',
    port: 0,
    logger: silent,
    seed: { environment: 'development', document: { schemaVersion: 1, flags } },
  })
  node = createSluiceNode({ url: service.url, serverKey: 'sluice_server_demo' })
  await node.ready()
})
afterAll(async () => {
  node.close()
  await service.close()
  await rm(folder, { recursive: true, force: true })
})

const cookieOf = (forced: unknown): string =>
  `a=b; sluice-overrides=${encodeURIComponent(JSON.stringify(forced))}; c=d`
const B = { value: 'B', variant: 'b' }

it('draws what a browser forces, marked, and gives a page the same', () => {
  const seen = withOverrides(node, readOverrides(cookieOf({ cta: B })))
  expect(seen.evaluate('cta', '', ADA)).toMatchObject({
    value: 'B',
    variant: 'b',
    reason: 'OVERRIDE',
    metadata: { override: true },
  })
  expect(seen.evaluate('other', '', ADA)).toMatchObject({ value: 'A', reason: 'DEFAULT' })
  expect(seen.evaluateAll(ADA).flags.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toMatchObject([
    { key: 'cta', value: 'B', metadata: { override: true } },
    { key: 'fixed', value: 'A' },
    { key: 'other', value: 'A' },
  ])
  expect(node.evaluate('cta', '', ADA).value).toBe('A')
})

it('forces nothing that a page could not force by itself', () => {
  const all = { fixed: B, inside: B, unknown: B }
  const seen = withOverrides(node, readOverrides(cookieOf(all)))
  expect(seen.evaluate('fixed', '', ADA).value).toBe('A')
  expect(seen.evaluate('inside', '', ADA).value).toBe('A')
  expect(seen.evaluate('unknown', 'mine', ADA).value).toBe('mine')
  expect(seen.evaluateAll(ADA)).toEqual(node.evaluateAll(ADA))
})

it('serves the default of the code for a value of another type, or for a variant alone', () => {
  const seen = withOverrides(
    node,
    readOverrides(cookieOf({ cta: { value: 1 }, other: { variant: 'b' } })),
  )
  expect(seen.evaluate('cta', 'mine', ADA)).toMatchObject({
    value: 'mine',
    errorCode: 'TYPE_MISMATCH',
  })
  expect(seen.evaluate('other', 'mine', ADA)).toMatchObject({ value: 'mine', variant: 'b' })
})

it('forces nothing in a protected environment, where only grants do', async () => {
  const protect = async (isProtected: boolean): Promise<void> => {
    const answer = await fetch(`${service.url}/v1/environments/development`, {
      method: 'PATCH',
      headers: {
        authorization: 'Bearer sluice_admin_demo',
        'content-type': 'application/json',
        'sluice-reason': 'test',
      },
      body: JSON.stringify({ settings: { protected: isProtected } }),
    })
    expect(answer.status).toBe(200)
    await node.refresh()
  }
  const seen = withOverrides(node, readOverrides(cookieOf({ cta: B })))
  await protect(true)
  expect(seen.evaluate('cta', '', ADA).value).toBe('A')
  expect(seen.evaluateAll(ADA)).toEqual(node.evaluateAll(ADA))
  await protect(false)
  expect(seen.evaluate('cta', '', ADA).value).toBe('B')
})

it.each([
  null,
  undefined,
  '',
  'sluice-overrides=',
  'not-sluice-overrides=%7B%7D',
  'sluice-overrides=%E0%A4%A',
  'sluice-overrides=null',
  'sluice-overrides=%5B1%5D',
  cookieOf({ cta: 1, other: {}, third: { variant: 2 }, fourth: null }),
  cookieOf({ cta: { value: 'x'.repeat(5_000) } }),
])('reads nothing from %s', (cookies) => {
  expect([...readOverrides(cookies)]).toEqual([])
})

it('is the node itself where nothing is forced', () => {
  expect(withOverrides(node, new Map())).toBe(node)
})
