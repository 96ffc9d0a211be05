import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RulesetWritten, VersionAnswer } from './answer-types.ts'
import { startTestService, type TestService } from './test-service.ts'

let service: TestService
beforeEach(async () => {
  service = await startTestService()
})
afterEach(async () => service.close())

const base = '/v1/environments/shop'

async function put(flags: object, rest: object = {}): Promise<number> {
  const version = service.store.live.get('shop')?.ruleset.version ?? 0
  const body = { schemaVersion: 1, ...rest, flags }
  const answer = await service.send('PUT', `${base}/ruleset`, {
    body,
    headers: { 'If-Match': `"${version}"` },
  })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as RulesetWritten).version
}

async function rollBack(body: object, headers: Record<string, string> = {}): Promise<Response> {
  return service.send('POST', `${base}/rollback`, { body, headers })
}

const document = async (query = ''): Promise<unknown> =>
  (await service.send('GET', `${base}/ruleset${query}`)).json()
const flags = () => service.store.live.get('shop')?.ruleset.flags ?? {}

it('makes a new version equal to the old one', async () => {
  const segments = { all: { attribute: 'targetingKey', op: 'exists' } }
  await put({ a: { owner: 'x' } }, { segments })
  const before = await document()
  await put({ a: { owner: 'y', enabled: false } })
  const answer = await rollBack({ toVersion: 1, reason: 'it broke' })
  expect(await answer.json()).toMatchObject({ version: 3, previousVersion: 2 })
  expect(await document()).toEqual(before)
})

it('marks what comes back, so that it goes through every cache, until the next change', async () => {
  await put({ a: {}, b: {} })
  await put({ a: { enabled: false }, b: {} })
  await rollBack({ toVersion: 1 })
  expect(flags()['a']?.rolledBack).toBe(true)
  expect(flags()['b']?.rolledBack).toBeUndefined()
  await put({ a: { serverOnly: true }, b: {} })
  expect(flags()['a']?.rolledBack).toBeUndefined()
})

it('archives what was made since, and brings back what was archived since', async () => {
  await put({ a: { rules: [{ id: 'r', serve: { variant: 'on' } }] } })
  await put({ b: {} })
  const { changes } = (await (await rollBack({ toVersion: 1 })).json()) as RulesetWritten
  expect(changes.map(({ flag, kind }) => [flag, kind])).toEqual([
    ['a', 'restored'],
    ['b', 'archived'],
  ])
  expect(flags()['a']).toMatchObject({ archived: false, rules: [{ id: 'r' }] })
  expect(flags()['b']).toMatchObject({ archived: true })
})

it('goes back to the empty ruleset it started with', async () => {
  await put({ a: {} })
  expect((await rollBack({ toVersion: 0 })).status).toBe(200)
  expect(await document()).toEqual({ schemaVersion: 1 })
})

it('rolls back one flag and leaves the others', async () => {
  await put({ a: {}, b: {} })
  await put({ a: { enabled: false }, b: { enabled: false } })
  expect((await rollBack({ toVersion: 1, flag: 'a' })).status).toBe(200)
  expect([flags()['a']?.enabled, flags()['b']?.enabled]).toEqual([true, false])
})

it('does not roll back a single flag that others require, and names them', async () => {
  const requires = { prerequisites: [{ flag: 'a', variants: ['on'] }] }
  await put({ a: {} })
  await put({ a: { enabled: false }, b: requires, c: requires })
  const answer = await rollBack({ toVersion: 1, flag: 'a' })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ code: 'FLAG_REQUIRED', requiredBy: ['b', 'c'] })
  expect((await rollBack({ toVersion: 1 })).status).toBe(200)
})

it('does not bring back a flag whose segment is gone', async () => {
  const segments = { all: { attribute: 'targetingKey', op: 'exists' } }
  await put(
    { a: { rules: [{ id: 'r', when: { segment: 'all' }, serve: { variant: 'on' } }] } },
    { segments },
  )
  await put({ a: {} })
  const answer = await rollBack({ toVersion: 1, flag: 'a' })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ code: 'INVALID_RULESET' })
})

it.each([
  ['a version that there is not', { toVersion: 9 }, 404],
  ['a flag that was not there then', { toVersion: 0, flag: 'a' }, 404],
  ['a flag that never was', { toVersion: 1, flag: 'zz' }, 404],
  ['no version', {}, 422],
  ['a negative version', { toVersion: -1 }, 422],
  ['half a version', { toVersion: 0.5 }, 422],
  ['more than it knows', { toVersion: 0, version: 3 }, 422],
])('refuses %s', async (_what, body, status) => {
  await put({ a: {} })
  expect((await rollBack(body)).status).toBe(status)
})

it('leaves only the version that the caller has seen', async () => {
  await put({ a: {} })
  await put({ a: { enabled: false } })
  expect((await rollBack({ toVersion: 1 }, { 'If-Match': '"1"' })).status).toBe(412)
  expect((await rollBack({ toVersion: 1 }, { 'If-Match': '"2"' })).status).toBe(200)
})

it('lists versions newest first, in pages', async () => {
  for (let i = 1; i <= 5; i++) await put({ a: { title: `${i}` } })
  const pages: VersionAnswer[][] = []
  let next: number | undefined
  do {
    const query: string = next === undefined ? '' : `&before=${next}`
    const page = (await (await service.send('GET', `${base}/versions?limit=2${query}`)).json()) as {
      items: VersionAnswer[]
      next?: number
    }
    pages.push(page.items)
    next = page.next
  } while (next !== undefined)
  expect(pages.map((items) => items.map((item) => item.version))).toEqual([
    [5, 4],
    [3, 2],
    [1, 0],
  ])
  expect(pages[0]?.[0]).toMatchObject({
    actor: { kind: 'token', name: 'admin', role: 'admin' },
    action: 'ruleset.replace',
    reason: null,
    changes: [{ flag: 'a', kind: 'changed' }],
  })
})

it.each([
  'limit=0',
  'limit=201',
  'limit=x',
  'before=-1',
  'limit=1e9',
  'order=version;drop table audit',
])('refuses the page %s', async (query) => {
  expect((await service.send('GET', `${base}/versions?${query}`)).status).toBe(422)
})
