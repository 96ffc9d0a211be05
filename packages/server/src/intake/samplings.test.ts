import { afterEach, beforeEach, expect, it } from 'vitest'
import { uuidV7 } from '@sluice/core/events'
import { startTestService, type TestService } from '../api/test-service.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import { createSamplings } from './samplings.ts'

let service: TestService

beforeEach(async () => {
  service = await startTestService()
  await sample(1000, { 'If-None-Match': '*' })
})
afterEach(async () => service.close())

it('takes weights of what a flag samples, and refuses others one by one', async () => {
  const { accepted, refused } = await send([10, 10_000, 9_999, 1, 10.5])
  expect(accepted).toBe(2)
  expect(refused).toMatchObject([
    { index: 1, code: 'EVENT_WEIGHT', id: expect.any(String) },
    { index: 2, message: expect.stringContaining('9999 fits nothing that "cta" ever sampled') },
    { index: 4 },
  ])
  const metrics = await (await service.app.request('/metrics', admin())).text()
  expect(metrics).toContain('sluice_events_refused_total{environment="shop",code="EVENT_WEIGHT"} 3')
})

it('goes on taking what earlier versions sampled, also those of before it started', async () => {
  await sample(3000)
  await sample(10_000)
  expect((await send([10, 10_000 / 3000, 1])).refused).toEqual([])
  expect((await send([5])).refused).toHaveLength(1)
  await sample(2000)
  await sample(10_000)
  expect((await send([5, 10])).refused).toEqual([])
})

it('lets a server say for whom an exposure stands, and asks nothing of flags that there are not', async () => {
  expect((await send([10_000], 'server')).refused).toEqual([])
  expect((await send([10_000], 'client', 'nothing')).refused).toEqual([])
  // What another flag samples is no excuse.
  await sample(500, { 'If-None-Match': '*' }, 'other')
  expect((await send([20])).refused).toHaveLength(1)
  expect((await send([20], 'client', 'other')).refused).toEqual([])
})

it('reads versions with the first weight that does not fit, and then new ones alone', async () => {
  const asked: number[] = []
  const samplings = createSamplings(async (_environment, _flag, after) => {
    asked.push(after)
    return after < 0 ? [1000] : [500]
  })
  const at = (version: number): LiveEnvironment =>
    ({
      key: 'shop',
      compiled: { version, ruleset: { flags: { cta: { exposure: { sampleBps: 10_000 } } } } },
    }) as never
  expect(samplings.isKnown(at(4), 'cta', 1)).toBe(true)
  expect(samplings.isKnown(at(4), 'cta', 10)).toBe(false)
  expect(asked).toEqual([])
  expect(
    await Promise.all([10, 20, 10].map(async (one) => samplings.wasEver(at(4), 'cta', one))),
  ).toEqual([true, false, true])
  expect(samplings.isKnown(at(4), 'cta', 10)).toBe(true)
  expect(asked).toEqual([-1])
  expect(await samplings.wasEver(at(6), 'cta', 20)).toBe(true)
  expect(asked).toEqual([-1, 4])
})

it('asks again after the versions could not be read', async () => {
  let isAway = true
  const samplings = createSamplings(async () => {
    if (isAway) throw new Error('the database is away')
    return [1000]
  })
  const environment = {
    key: 'shop',
    compiled: { version: 4, ruleset: { flags: { cta: { exposure: { sampleBps: 10_000 } } } } },
  } as never
  await expect(samplings.wasEver(environment, 'cta', 10)).rejects.toThrow('away')
  isAway = false
  expect(await samplings.wasEver(environment, 'cta', 10)).toBe(true)
})

function admin(): RequestInit {
  return { headers: { Authorization: `Bearer ${service.credentials.admin}` } }
}

async function sample(
  sampleBps: number,
  headers: Readonly<Record<string, string>> = {},
  flag = 'cta',
): Promise<void> {
  const path = `/v1/environments/shop/flags/${flag}`
  const body = { exposure: { sampleBps } }
  const answer = await service.send('PATCH', path, { body, headers })
  if (!answer.ok) throw new Error(await answer.text())
}

async function send(
  weights: readonly number[],
  as: 'client' | 'server' = 'client',
  flag = 'cta',
): Promise<{ readonly accepted: number; readonly refused: readonly object[] }> {
  const at = Date.now()
  const events = weights.map((weight, index) => ({
    type: 'exposure',
    id: uuidV7(at, Math.random),
    units: { targetingKey: `person-${index}` },
    session: 's-1',
    sequence: index + 1,
    at,
    flag,
    variant: 'on',
    reason: 'SPLIT',
    phase: 'commit',
    weight,
    contextHash: 'c',
  }))
  const answer = await service.send('POST', '/v1/events', {
    as,
    body: { sentAt: at, events },
    headers: { Origin: 'http://localhost' },
  })
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as { accepted: number; refused: object[] }
}
