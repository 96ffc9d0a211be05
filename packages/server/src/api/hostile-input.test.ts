import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestService, type TestService } from './test-service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(async () => service.close())

const INJECTIONS = [
  "'; drop table audit; --",
  "' or '1'='1",
  '" or ""="',
  "x'||(select digest from credentials limit 1)||'",
  "\\'; delete from environments; --",
  'a%00b',
  '${7*7}',
  '../../etc/passwd',
]

async function tables(): Promise<number[]> {
  const count = async (
    table: 'environments' | 'ruleset_versions' | 'audit' | 'credentials',
  ): Promise<number> =>
    (await service.store.read(async (db) => db.selectFrom(table).selectAll().execute())).length
  return Promise.all([
    count('environments'),
    count('ruleset_versions'),
    count('audit'),
    count('credentials'),
  ])
}

it.each(INJECTIONS)('treats %j as text in every path and query', async (text) => {
  const before = await tables()
  const encoded = encodeURIComponent(text)
  for (const [method, path] of [
    ['GET', `/v1/environments/${encoded}`],
    ['GET', `/v1/environments/${encoded}/ruleset`],
    ['GET', `/v1/environments?after=${encoded}`],
    ['GET', `/v1/environments/shop/versions?before=${encoded}`],
    ['GET', `/v1/environments/shop/audit?limit=${encoded}`],
    ['DELETE', `/v1/tokens/${encoded}`],
    ['DELETE', `/v1/environments/shop/keys/${encoded}`],
  ] as const) {
    const answer = await service.send(method, path)
    expect([200, 404, 422], `${method} ${path}`).toContain(answer.status)
    expect(await answer.text()).not.toMatch(/sqlite|syntax|digest"/i)
  }
  expect(await tables()).toEqual(before)
})

it.each(INJECTIONS)('stores %j as text in every field', async (text) => {
  const created = await service.send('POST', '/v1/tokens', {
    body: { role: 'viewer', name: text },
    headers: {
      'Sluice-Reason': encodeURIComponent(text),
      'Idempotency-Key': 'x' + encodeURIComponent(text),
    },
  })
  expect(created.status).toBe(201)
  const list = await service.send('GET', '/v1/tokens?limit=1')
  expect(await list.json()).toMatchObject({ items: [{ name: text }] })
  const flag = await service.send(
    'PATCH',
    `/v1/environments/shop/flags/f${INJECTIONS.indexOf(text)}`,
    {
      body: { title: text, owner: text, tags: [text] },
      headers: { 'If-None-Match': '*' },
    },
  )
  expect(flag.status).toBe(200)
  const audit = await service.send('GET', '/v1/environments/shop/audit?limit=1')
  expect(await audit.json()).toMatchObject({
    items: [{ after: { flags: { [`f${INJECTIONS.indexOf(text)}`]: { title: text } } } }],
  })
})

it.each([
  ['20,000 nested arrays', '['.repeat(20_000) + ']'.repeat(20_000), 'JSON_TOO_DEEP'],
  ['a prototype', '{"__proto__":{"protected":true}}', 'JSON_FORBIDDEN_NAME'],
  ['a name given twice', '{"role":"viewer","name":"x","role":"admin"}', 'JSON_DUPLICATE_NAME'],
  ['broken JSON', '{', 'JSON_MALFORMED'],
])('answers %s with a stable code on every route that takes a body', async (_what, body, code) => {
  const routes = service.app.routes.filter(
    // Events come from keys, and have their own tests.
    ({ body: takes, path }) =>
      takes !== undefined && !path.startsWith('/ofrep') && path !== '/v1/events',
  )
  const answers = await Promise.all(
    routes.map(async ({ method, path }) => {
      const url = path.replace('{environment}', 'shop').replace('{key}', 'a')
      const answer = await service.send(method.toUpperCase(), url, {
        body,
        headers: { 'If-Match': '"0"' },
      })
      return { path, status: answer.status, code: ((await answer.json()) as { code: string }).code }
    }),
  )
  expect(answers.length).toBeGreaterThan(5)
  expect(answers.filter((answer) => answer.status !== 400 || answer.code !== code)).toEqual([])
})

it('refuses a mebibyte of brackets at once', async () => {
  const body = '['.repeat(1024 * 1024)
  const begun = performance.now()
  const answer = await service.send('POST', '/v1/tokens', { body })
  expect(answer.status).toBe(400)
  // Generous for a busy machine: a walk that is quadratic or recursive takes minutes or fails.
  expect(performance.now() - begun).toBeLessThan(2_000)
})
