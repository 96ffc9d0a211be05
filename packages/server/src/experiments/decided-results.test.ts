import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'

const DAY_MS = 86_400_000
const EXPERIMENT = '/v1/environments/shop/experiments/words'

let service: TestService
let slept: number
let before: Record<string, unknown>

beforeEach(async () => {
  slept = 0
  service = await startTestService({ now: () => Date.now() + slept })
  await ok(await putRuleset(service, QUESTION))
  await comeAndGo(service, 20, () => 20, { prefix: 'before' })
  await ok(await service.send('POST', `${EXPERIMENT}/plan`, { body: {} }))
  await ok(await service.send('POST', `${EXPERIMENT}/start`))
  await comeAndGo(service, 200, (_variant, index) => (index % 4 === 0 ? 20 : undefined))
  slept += 2 * DAY_MS
  before = await results()
  const body = { decision: 'end', reason: 'There is no difference.', learned: 'Nothing.' }
  await ok(await service.send('POST', `${EXPERIMENT}/decide`, { body }))
})
afterEach(async () => service.close())

it('keeps the results that it was decided by, whatever becomes of the events', async () => {
  await service.events.keeper.store.work(async (events) => {
    await events.settle()
    await events.retain('shop', Date.now() + 2 * DAY_MS)
  })
  slept += 30 * DAY_MS
  const { units, figures, verdict, segments, until, computedAt, ...after } = await results()
  expect({ units, figures, verdict, segments }).toEqual({
    units: before['units'],
    figures: before['figures'],
    verdict: before['verdict'],
    segments: before['segments'],
  })
  expect(after).toMatchObject({
    status: 'decided',
    differs: [],
    decided: { decision: 'end', learned: 'Nothing.', snapshot: { href: expect.any(String) } },
  })
  const { href } = (after['decided'] as { snapshot: { href: string } }).snapshot
  expect(await ok(await service.send('GET', href))).toMatchObject({ units, until, computedAt })
})

it('says that it is not what was decided by when somebody reads it otherwise', async () => {
  const { grey: _grey, ...verdict } = before['verdict'] as Record<string, unknown>
  expect(await results('?explore=country')).toMatchObject({
    status: 'decided',
    differs: ['from the events that are there now, and not as it was decided by'],
    verdict: { decision: 'cannot_tell' },
    decided: { verdict },
  })
})

it('freezes again what it was decided by', async () => {
  await comeAndGo(service, 20, () => 20, { prefix: 'late' })
  const frozen = await ok(await service.send('POST', `${EXPERIMENT}/snapshots`))
  const { units, figures } = await results()
  expect(frozen).toMatchObject({ units, figures, status: 'decided' })
})

async function results(query = ''): Promise<Record<string, unknown>> {
  return ok(await service.send('GET', `${EXPERIMENT}/results${query}`))
}

async function ok(answer: Response): Promise<Record<string, unknown>> {
  const body = (await answer.json()) as Record<string, unknown>
  if (!answer.ok) throw new Error(JSON.stringify(body))
  return body
}
