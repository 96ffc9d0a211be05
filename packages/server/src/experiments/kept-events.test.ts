import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { retentionNotes } from './kept-events.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'

const DAY_MS = 86_400_000
const EXPERIMENT = '/v1/environments/shop/experiments/words'

let service: TestService
let slept: number

beforeEach(async () => {
  slept = 0
  service = await startTestService({ now })
  const bought = { ...QUESTION.metrics.bought, windowMs: 3 * DAY_MS }
  await ok(await putRuleset(service, { ...QUESTION, metrics: { ...QUESTION.metrics, bought } }))
  await comeAndGo(service, 20, tenth, { prefix: 'before' })
})
afterEach(async () => service.close())

it('plans nothing whose first events would be gone before it ends, and starts nothing', async () => {
  await ok(await keepFor(16))
  expect(await refusal(await plan())).toMatchObject({
    status: 422,
    code: 'RETENTION_TOO_SHORT',
    neededDays: 17,
    detail: expect.stringContaining(
      'keeps events for 16 days, and the plan needs those of 17 days',
    ),
  })
  await ok(await keepFor(17))
  await ok(await plan())
  await ok(await keepFor(5))
  const start = await service.send('POST', `${EXPERIMENT}/start`)
  expect(await refusal(start)).toMatchObject({ code: 'RETENTION_TOO_SHORT' })
  await ok(await keepFor(null))
  await ok(await service.send('POST', `${EXPERIMENT}/start`))
})

it('keeps the events of an experiment that runs, unless somebody wants them gone', async () => {
  await begin()
  expect(await refusal(await keepFor(16))).toMatchObject({
    status: 409,
    code: 'EXPERIMENTS_NEED_EVENTS',
    experiments: [{ key: 'words', neededDays: 17 }],
  })
  expect(service.store.live.get('shop')?.settings.eventRetentionDays).toBeUndefined()
  await ok(await keepFor(17))
  // It runs longer than was planned.
  slept += 30 * DAY_MS
  expect(await refusal(await keepFor(20))).toMatchObject({ experiments: [{ neededDays: 31 }] })
  await ok(await keepFor(20, { despiteExperiments: true }))
})

it('keeps what a stopped experiment has, and nothing for one that is decided', async () => {
  await begin()
  await comeAndGo(service, 20, tenth)
  slept += 5 * DAY_MS
  await ok(await service.send('POST', `${EXPERIMENT}/stop`))
  expect(await refusal(await keepFor(4))).toMatchObject({ code: 'EXPERIMENTS_NEED_EVENTS' })
  const body = { decision: 'end', reason: 'It was not worth it.' }
  await ok(await service.send('POST', `${EXPERIMENT}/decide`, { body }))
  await ok(await keepFor(4))
})

it('is grey when events of its time were deleted, also when they are kept again', async () => {
  await begin()
  await comeAndGo(service, 200, tenth)
  const note = retentionNotes(service.store)
  await note('shop', now())
  expect((await verdict()).grey).toEqual([])
  slept += 3 * DAY_MS
  await note('shop', now())
  await note('shop', now() - DAY_MS)
  await note('other', now() + DAY_MS)
  const [day] = new Date(now()).toISOString().split('T')
  expect(await verdict()).toMatchObject({
    isGrey: true,
    grey: [
      {
        code: 'EVENTS_DELETED',
        message: expect.stringContaining(`Events from before ${day} were deleted`),
      },
    ],
  })
})

function now(): number {
  return Date.now() + slept
}

function tenth(_variant: string, index: number): number | undefined {
  return index % 10 === 0 ? 20 : undefined
}

async function plan(): Promise<Response> {
  return service.send('POST', `${EXPERIMENT}/plan`, { body: {} })
}

async function begin(): Promise<void> {
  await ok(await plan())
  await ok(await service.send('POST', `${EXPERIMENT}/start`))
}

async function keepFor(days: number | null, more: object = {}): Promise<Response> {
  const body = { settings: { eventRetentionDays: days }, ...more }
  return service.send('PATCH', '/v1/environments/shop', { body })
}

async function verdict(): Promise<{ isGrey: boolean; grey: unknown[] }> {
  const results = await ok(await service.send('GET', `${EXPERIMENT}/results`))
  return (results as { verdict: { isGrey: boolean; grey: unknown[] } }).verdict
}

async function refusal(answer: Response): Promise<object> {
  return { status: answer.status, ...((await answer.json()) as object) }
}

async function ok(answer: Response): Promise<unknown> {
  const body: unknown = await answer.json()
  if (!answer.ok) throw new Error(JSON.stringify(body))
  return body
}
