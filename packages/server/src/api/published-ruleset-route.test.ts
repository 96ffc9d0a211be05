import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, type TestService } from './test-service.ts'

let service: TestService
beforeEach(async () => {
  service = await startTestService()
  await patch({ owner: 'x' }, { 'If-None-Match': '*' })
})
afterEach(async () => service.close())

const patch = async (body: object, headers: Record<string, string> = {}): Promise<Response> =>
  service.send('PATCH', '/v1/environments/shop/flags/a', { body, headers })
const read = async (tag = ''): Promise<Response> =>
  service.send('GET', '/v1/ruleset', {
    as: 'server',
    headers: tag === '' ? {} : { 'If-None-Match': tag },
  })

it('gives a server key the whole ruleset of its environment, with versions', async () => {
  const answer = await read()
  expect(await answer.json()).toMatchObject({
    schemaVersion: 1,
    version: 1,
    flags: { a: { owner: 'x', enabled: true, version: 1, allocationVersion: 1 } },
  })
  expect(answer.headers.get('sluice-ruleset-version')).toBe('1')
  expect(answer.headers.get('sluice-epoch')).toBe(service.store.epoch)
  expect(answer.headers.get('cache-control')).toContain('private')
})

it('answers 304 until the ruleset changes, with version and epoch', async () => {
  const tag = (await read()).headers.get('etag') ?? ''
  const same = await read(tag)
  expect(same.status).toBe(304)
  expect(same.headers.get('sluice-ruleset-version')).toBe('1')
  expect(same.headers.get('etag')).toBe(tag)
  await patch({ enabled: false })
  expect((await read(tag)).status).toBe(200)
})

it('never mistakes a version of another epoch for its own', async () => {
  expect((await read('"another.1"')).status).toBe(200)
})
