import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ExplainAnswer } from './answer-types.ts'
import { startTestService, type TestService } from './test-service.ts'

const FRIDAY = Date.UTC(2030, 0, 4, 9)

let service: TestService
beforeEach(async () => {
  service = await startTestService()
  const put = async (flags: object, version: number): Promise<Response> =>
    service.send('PUT', '/v1/environments/shop/ruleset', {
      body: { schemaVersion: 1, flags },
      headers: { 'If-Match': `"${version}"` },
    })
  await put({ a: {}, b: {} }, 0)
  await put(
    {
      a: { rules: [{ id: 'later', window: { startsAt: FRIDAY }, serve: { variant: 'on' } }] },
      b: {},
    },
    1,
  )
})
afterEach(async () => service.close())

async function explain(body: object): Promise<ExplainAnswer> {
  const answer = await service.send('POST', '/v1/explain', {
    as: 'server',
    body: { context: {}, ...body },
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as ExplainAnswer
}

const value = (answer: ExplainAnswer): unknown => answer.explanations[0]?.evaluation['value']

it('explains every flag of the environment of a key', async () => {
  const { version, explanations } = await explain({})
  expect(version).toBe(2)
  expect(explanations.map(({ key }) => key)).toEqual(['a', 'b'])
})

it('explains another time, given as a number or as a date with a zone', async () => {
  expect(value(await explain({ flag: 'a', at: FRIDAY - 1 }))).toBe(false)
  expect(value(await explain({ flag: 'a', at: FRIDAY }))).toBe(true)
  expect(value(await explain({ flag: 'a', at: '2030-01-04T10:00:00+01:00' }))).toBe(true)
  expect(value(await explain({ flag: 'a', at: '2030-01-04T08:59:59Z' }))).toBe(false)
})

it('explains an earlier version', async () => {
  const answer = await explain({ flag: 'a', at: FRIDAY, version: 1 })
  expect([answer.version, value(answer)]).toEqual([1, false])
})

it('says that a flag is not there instead of failing', async () => {
  const { explanations } = await explain({ flag: 'zz' })
  expect(explanations).toMatchObject([{ key: 'zz', decision: { by: 'not-found' } }])
})

it('says which flags do not exist for a client key', async () => {
  await service.send('PUT', '/v1/environments/shop/ruleset', {
    body: { schemaVersion: 1, flags: { a: { serverOnly: true }, b: {} } },
    headers: { 'If-Match': '"2"' },
  })
  const told = async (body: object): Promise<unknown> =>
    (await explain(body)).explanations.map(({ key, forClients }) => [key, forClients])
  expect(await told({})).toEqual([
    ['a', false],
    ['b', true],
  ])
  // As it was then.
  expect(await told({ version: 2, flag: 'a' })).toEqual([['a', true]])
})

it('asks a token for an environment where there are several', async () => {
  const send = async (environment?: string): Promise<number> =>
    (await service.send('POST', '/v1/explain', { as: 'qa', body: { context: {}, environment } }))
      .status
  expect([await send(), await send('shop'), await send('none')]).toEqual([422, 200, 404])
})

it.each([
  ['no context', { context: null }, 422],
  ['a list as context', { context: [] }, 422],
  ['a date without a zone', { at: '2030-01-04T10:00:00' }, 422],
  ['a time beyond all dates', { at: 9e15 }, 422],
  ['a version that there is not', { version: 99 }, 404],
  ['more than it knows', { role: 'admin' }, 422],
])('refuses %s', async (_what, body, status) => {
  const answer = await service.send('POST', '/v1/explain', {
    as: 'server',
    body: { context: {}, ...body },
  })
  expect(answer.status).toBe(status)
})

it('tells names, variants and owners where that is asked for, and nothing of what no browser gets', async () => {
  const flag = {
    title: 'A',
    owner: 'checkout',
    variants: { on: { value: true }, off: { value: false } },
  }
  const put = await service.send('PUT', '/v1/environments/shop/ruleset', {
    body: {
      schemaVersion: 1,
      attributes: { email: { type: 'string', sensitive: true } },
      flags: { a: { ...flag, defaultVariant: 'off' }, b: { serverOnly: true } },
    },
    headers: { 'If-Match': '"2"' },
  })
  expect(put.status).toBe(200)
  const { manifest } = await explain({ flag: 'a', manifest: true })
  expect(manifest?.flags).toMatchObject({ a: { owner: 'checkout', variants: flag.variants } })
  expect(Object.keys(manifest?.flags ?? {})).toEqual(['a'])
  expect(manifest?.attributes).toEqual({ email: { type: 'string', sensitive: true } })
  expect(JSON.stringify(manifest)).not.toMatch(/rules|salt/)
  expect(await explain({ flag: 'a' })).not.toHaveProperty('manifest')
})
