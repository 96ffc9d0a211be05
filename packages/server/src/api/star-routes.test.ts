import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, type SendOptions, type TestService } from './test-service.ts'

const STARS = '/v1/environments/shop/stars'

let service: TestService
beforeEach(async () => {
  service = await startTestService()
})
afterEach(async () => service.close())

async function starsOf(as: SendOptions['as'], path = STARS): Promise<string[]> {
  const answer = await service.send('GET', path, { ...(as !== undefined && { as }) })
  const { items } = (await answer.json()) as { items: { kind: string; key: string }[] }
  return items.map(({ kind, key }) => `${kind} ${key}`)
}

it('keeps the stars of everybody apart, and of every environment', async () => {
  const put = await service.send('PUT', `${STARS}/flag/banner`, { as: 'viewer' })
  expect(put.status).toBe(204)
  await service.send('PUT', `${STARS}/experiment/words`, { as: 'viewer' })
  expect((await starsOf('viewer')).toSorted()).toEqual(['experiment words', 'flag banner'])
  expect(await starsOf('editor')).toEqual([])
  expect(await starsOf('viewer', '/v1/environments/other/stars')).toEqual([])
})

it('takes the same star twice, and takes it away twice', async () => {
  for (const method of ['PUT', 'PUT', 'DELETE', 'DELETE']) {
    const answer = await service.send(method, `${STARS}/flag/banner`)
    expect([method, answer.status]).toEqual([method, 204])
  }
  expect(await starsOf('admin')).toEqual([])
})

it('has room for 500, and says what to do about more', async () => {
  for (let index = 0; index < 500; index++) await service.send('PUT', `${STARS}/flag/f${index}`)
  const answer = await service.send('PUT', `${STARS}/flag/one-more`)
  expect(answer.status).toBe(409)
  expect(await answer.json()).toMatchObject({
    code: 'TOO_MANY_STARS',
    detail: expect.stringContaining('Take one away'),
  })
  expect((await service.send('PUT', `${STARS}/flag/f7`)).status).toBe(204)
  expect(await starsOf('admin')).toHaveLength(500)
})

it('forgets the stars of a member who was removed', async () => {
  const invited = await service.send('POST', '/v1/members', { body: { name: 'ada' } })
  const { id, link } = (await invited.json()) as { id: string; link: string }
  const joined = await service.send('POST', '/v1/invitations/accept', {
    as: 'nobody',
    body: { token: link.split('#')[1], password: 'water runs downhill' },
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  })
  const cookie = joined.headers.get('set-cookie')?.split(';')[0] ?? ''
  const headers = { cookie, 'Sec-Fetch-Site': 'same-origin' }
  await service.send('PUT', `${STARS}/flag/banner`, { as: 'nobody', headers })
  const count = async (): Promise<number> =>
    (await service.store.read(async (db) => db.selectFrom('stars').selectAll().execute())).length
  expect(await count()).toBe(1)
  await service.send('DELETE', `/v1/members/${id}`)
  expect(await count()).toBe(0)
})

it('knows flags and experiments, and nothing else', async () => {
  expect((await service.send('PUT', `${STARS}/rollout/x`)).status).toBe(422)
})
