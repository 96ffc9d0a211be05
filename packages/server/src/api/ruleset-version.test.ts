import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, type TestService } from './test-service.ts'

const RULESET = '/v1/environments/shop/ruleset'
const first = { schemaVersion: 1, flags: { a: { owner: 'x' }, b: {} } }
const second = { schemaVersion: 1, flags: { a: { owner: 'y' } } }

let service: TestService
beforeEach(async () => {
  service = await startTestService()
  for (const [version, body] of [first, second].entries()) {
    const headers = { 'If-Match': `"${version}"` }
    await service.send('PUT', RULESET, { body, headers })
  }
})
afterEach(async () => service.close())

const read = async (query: string, headers: Record<string, string> = {}): Promise<Response> =>
  service.send('GET', RULESET + query, { as: 'viewer', headers })

it.each([
  [0, { schemaVersion: 1 }],
  [1, first],
  [2, second],
])('gives back the document of version %i with the tag of that version', async (version, body) => {
  const answer = await read(`?version=${version}`)
  expect(answer.headers.get('etag')).toBe(`"${version}"`)
  expect(await answer.json()).toEqual(body)
})

it('gives back the same document after later changes', async () => {
  const before = await (await read('?version=2')).text()
  const headers = { 'If-Match': '"2"' }
  await service.send('PUT', RULESET, { body: { schemaVersion: 1 }, headers })
  expect(await (await read('?version=2')).text()).toBe(before)
})

it('shows what was archived by then when asked for', async () => {
  const archivedOf = async (version: number): Promise<unknown> => {
    const answer = await read(`?include=archived&version=${version}`)
    const { flags } = (await answer.json()) as { flags: Record<string, { archived?: boolean }> }
    return flags['b']?.archived
  }
  expect([await archivedOf(1), await archivedOf(2)]).toEqual([undefined, true])
})

it('answers 304 to who has that version, whatever is served now', async () => {
  expect((await read('?version=1', { 'If-None-Match': '"1"' })).status).toBe(304)
  expect((await read('?version=1', { 'If-None-Match': '"2"' })).status).toBe(200)
})

it('knows no version that was never made', async () => {
  const answer = await read('?version=3', { 'If-None-Match': '"3"' })
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({
    code: 'VERSION_NOT_FOUND',
    detail: 'The environment "shop" has no version 3.',
  })
})

it('reads no version of another environment', async () => {
  const answer = await service.send('GET', '/v1/environments/other/ruleset?version=1')
  expect(answer.status).toBe(404)
})

it.each(['', '-1', '1.5', '1e0', '0x1', 'latest', '99999999999999999999'])(
  'refuses a version that is no number of one: "%s"',
  async (version) => {
    expect((await read(`?version=${version}`)).status).toBe(422)
  },
)
