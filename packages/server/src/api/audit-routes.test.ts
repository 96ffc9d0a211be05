import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AuditEntryAnswer } from './answer-types.ts'
import { startTestService, type TestService } from './test-service.ts'

interface AuditPage {
  readonly items: readonly AuditEntryAnswer[]
  readonly next?: number
}

let service: TestService
beforeEach(async () => {
  service = await startTestService()
})
afterEach(async () => service.close())

async function page(query: string): Promise<AuditPage> {
  const answer = await service.send('GET', `/v1/environments/shop/audit?${query}`, {
    as: 'auditor',
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as AuditPage
}

async function put(description: string, version: number): Promise<void> {
  const flags = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [`f${i}`, { description }]),
  )
  const headers = { 'If-Match': `"${version}"` }
  const answer = await service.send('PUT', '/v1/environments/shop/ruleset', {
    body: { schemaVersion: 1, flags },
    headers,
  })
  expect(answer.status).toBe(200)
}

it('lists the entries of one environment, newest first, in pages that end', async () => {
  const seen: AuditEntryAnswer[] = []
  let next: number | undefined
  do {
    const { items, next: more } = await page(
      `limit=2${next === undefined ? '' : `&before=${next}`}`,
    )
    seen.push(...items)
    next = more
  } while (next !== undefined)
  expect(seen.map(({ action }) => action)).toEqual([
    'key.create',
    'key.create',
    'key.create',
    'environment.create',
  ])
  expect(seen.every(({ environment }) => environment === 'shop')).toBe(true)
})

it('ends a page early when its entries are large', async () => {
  for (let version = 0; version < 3; version++) await put(`${version}`.repeat(9_000), version)
  const first = await page('limit=10')
  expect(first.items).toHaveLength(1)
  const second = await page(`limit=10&before=${first.next ?? 0}`)
  expect(second.items[0]?.seq).toBe((first.items[0]?.seq ?? 0) - 1)
})

it('exports every entry of the service as a line, oldest first', async () => {
  const answer = await service.send('GET', '/v1/audit/export', { as: 'auditor' })
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson')
  const entries = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEntryAnswer)
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1))
  expect(new Set(entries.map(({ environment }) => environment))).toEqual(
    new Set(['shop', 'other', null]),
  )
})

it('takes its time from the service, whatever a client says', async () => {
  const before = Date.now()
  const headers = {
    'If-None-Match': '*',
    Date: 'Thu, 01 Jan 1970 00:00:00 GMT',
    'Sluice-At': '1970-01-01',
  }
  await service.send('PATCH', '/v1/environments/shop/flags/a', { body: {}, headers })
  const { items } = await page('limit=1')
  expect(Date.parse(items[0]?.at ?? '')).toBeGreaterThanOrEqual(before)
})

it('verifies the chain for the service as it does for an environment', async () => {
  const verify = async (path: string): Promise<unknown> => {
    const answer = await service.send('GET', path, { as: 'auditor' })
    expect(answer.status).toBe(200)
    return answer.json()
  }
  const report = await verify('/v1/audit/verify')
  expect(report).toMatchObject({ whole: true })
  expect(await verify('/v1/environments/shop/audit/verify')).toEqual(report)
})

it('finds entries by action, by who did it, by what it was done to and by time', async () => {
  await put('first', 0)
  await service.send('PATCH', '/v1/environments/shop/flags/f7', {
    as: 'editor',
    body: { enabled: false },
  })
  const all = (await page('limit=100')).items
  const actions = async (query: string): Promise<string[]> =>
    (await page(query)).items.map(({ action }) => action)
  expect(await actions('action=key')).toEqual(['key.create', 'key.create', 'key.create'])
  expect(await actions('action=key.create')).toHaveLength(3)
  expect(await actions('action=ke')).toEqual([])
  expect(await actions('subject=f7')).toEqual([all[0]?.action])
  expect(await actions('actor=EDIT')).toEqual([all[0]?.action])
  expect(await actions('actor=EDIT&action=key')).toEqual([])
  expect(await actions(`from=${all[0]?.at ?? ''}`)).toContain(all[0]?.action)
  expect(await actions(`to=${all.at(-1)?.at ?? ''}`)).toEqual([])
})

it('goes on after a page of what a filter found', async () => {
  const first = await page('action=key&limit=2')
  expect(first.items).toHaveLength(2)
  const second = await page(`action=key&limit=2&before=${first.next ?? 0}`)
  expect(second.items.map(({ action }) => action)).toEqual(['key.create'])
  expect(second.next).toBeUndefined()
})

it('takes a filter for text, whatever is in it', async () => {
  expect((await page(`subject=${encodeURIComponent("' or 1=1 --")}`)).items).toEqual([])
  expect((await page(`action=${encodeURIComponent('%')}`)).items).toEqual([])
})
