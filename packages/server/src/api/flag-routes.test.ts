import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RulesetWritten } from './answer-types.ts'
import { startTestService, type TestService } from './test-service.ts'

let service: TestService
beforeEach(async () => {
  service = await startTestService()
  const flags = {
    a: { owner: 'team', tags: ['x'], rules: [{ id: 'r', serve: { variant: 'on' } }] },
    b: { prerequisites: [{ flag: 'a', variants: ['on'] }] },
  }
  await service.send('PUT', '/v1/environments/shop/ruleset', {
    body: { schemaVersion: 1, flags },
    headers: { 'If-Match': '"0"' },
  })
})
afterEach(async () => service.close())

async function patch(
  key: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return service.send('PATCH', `/v1/environments/shop/flags/${key}`, { body, headers })
}

const flag = (key: string) => service.store.live.get('shop')?.ruleset.flags[key]
const codeOf = async (answer: Response): Promise<unknown> =>
  ((await answer.json()) as { code: unknown }).code

it('merges a patch into the document of a flag', async () => {
  const answer = await patch('a', { owner: null, title: 'A', exposure: { sampleBps: 10 } })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('etag')).toBe('"2"')
  const { changes } = (await answer.json()) as RulesetWritten
  expect(changes).toHaveLength(1)
  expect(flag('a')).toMatchObject({
    title: 'A',
    tags: ['x'],
    exposure: { policy: 'commit', sampleBps: 10 },
  })
  expect(flag('a')).not.toHaveProperty('owner')
})

it('takes the media type of merge patches too', async () => {
  expect(
    (await patch('a', { title: 'A' }, { 'Content-Type': 'application/merge-patch+json' })).status,
  ).toBe(200)
})

it('turns a flag off and on', async () => {
  expect((await patch('a', { enabled: false })).status).toBe(200)
  expect(flag('a')?.enabled).toBe(false)
  expect((await patch('a', { enabled: true })).status).toBe(200)
  expect(flag('a')?.enabled).toBe(true)
})

it('keeps a flag in its place', async () => {
  await patch('a', { enabled: false })
  await patch('a', { title: 'A' })
  expect(service.store.live.get('shop')?.compiled.keys).toEqual(['a', 'b'])
})

it('changes whatever there is without If-Match, and only the version that was seen with it', async () => {
  expect((await patch('a', { title: '1' })).status).toBe(200)
  expect((await patch('a', { title: '2' }, { 'If-Match': '"1"' })).status).toBe(412)
  expect((await patch('a', { title: '3' }, { 'If-Match': '"2"' })).status).toBe(200)
})

it('creates a flag only when told to', async () => {
  const missing = await patch('c', { owner: 'x' })
  expect([missing.status, await codeOf(missing)]).toEqual([404, 'FLAG_NOT_FOUND'])
  expect((await patch('c', { owner: 'x' }, { 'If-None-Match': '*' })).status).toBe(200)
  const taken = await patch('c', { owner: 'y' }, { 'If-None-Match': '*' })
  expect([taken.status, await codeOf(taken)]).toEqual([412, 'FLAG_EXISTS'])
})

it('archives a flag, and never changes or creates it again', async () => {
  expect((await patch('b', { archived: true })).status).toBe(200)
  for (const [body, headers] of [
    [{ enabled: false }, {}],
    [{ archived: false }, {}],
    [{ title: 'B' }, {}],
    [{}, { 'If-None-Match': '*' }],
  ] as const) {
    expect(await codeOf(await patch('b', body, headers))).toBe('FLAG_ARCHIVED')
  }
})

it('does not archive a flag that others require', async () => {
  const answer = await patch('a', { archived: true })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ code: 'FLAG_REQUIRED', requiredBy: ['b'] })
})

it.each([
  ['a key that is no key', 'a%20b', { title: 'x' }],
  ['a member that there is not', 'a', { colour: 'red' }],
  ['what only the service sets', 'a', { version: 9 }],
  ['a mark of rollbacks', 'a', { rolledBack: true }],
  ['a broken reference', 'a', { prerequisites: [{ flag: 'zz', variants: ['on'] }] }],
  ['a circle', 'a', { prerequisites: [{ flag: 'b', variants: ['on'] }] }],
  ['a list', 'a', []],
  ['a text', 'a', '"x"'],
])('refuses %s', async (_what, key, body) => {
  const headers: Record<string, string> = key === 'a' ? {} : { 'If-None-Match': '*' }
  expect((await patch(key, body, headers)).status).toBe(422)
  expect(service.store.live.get('shop')?.ruleset.version).toBe(1)
})

it.each(['constructor', 'toString', 'hasOwnProperty'])(
  'keeps a flag named %s as plain data',
  async (key) => {
    expect((await patch(key, { title: 'x' })).status).toBe(404)
    expect((await patch(key, { title: 'x' }, { 'If-None-Match': '*' })).status).toBe(200)
    expect((await patch(key, { enabled: false })).status).toBe(200)
    expect(flag(key)?.enabled).toBe(false)
  },
)

it('tells the change in the audit log with both sides', async () => {
  await patch(
    'a',
    { enabled: false },
    { 'Sluice-Reason': encodeURIComponent('Störung an der Kasse 🧯') },
  )
  const answer = await service.send('GET', '/v1/environments/shop/audit?limit=1')
  expect(await answer.json()).toMatchObject({
    items: [
      {
        action: 'flag.turn-off',
        subject: 'a',
        reason: 'Störung an der Kasse 🧯',
        actor: { kind: 'token', role: 'admin' },
        before: { version: 1, flags: { a: { owner: 'team' } } },
        after: { version: 2, flags: { a: { enabled: false } } },
      },
    ],
  })
})

it.each(['%zz', '%ff', 'x'.repeat(3_000)])(
  'refuses a reason that cannot be read: %.10s',
  async (reason) => {
    expect((await patch('a', { enabled: false }, { 'Sluice-Reason': reason })).status).toBe(422)
  },
)

it('stores no half characters', async () => {
  const answer = await patch('a', String.raw`{"title":"\ud83d"}`)
  expect([answer.status, await codeOf(answer)]).toEqual([422, 'TEXT_NOT_WELL_FORMED'])
  expect(flag('a')).not.toHaveProperty('title')
})
