import { expect, it, onTestFinished } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { answeringPrometheus, vector } from '../measure/prometheus/testing/answering-prometheus.ts'
import { comeAndGo, putRuleset, QUESTION, type Behaviour } from './testing/people.ts'
import { twoDays } from './testing/two-days.ts'

const EXPERIMENT = '/v1/environments/shop/experiments/words'
const DAY_S = 86_400

/** Seven in ten of those with the warm button buy something, and two in ten of the others. */
const buysMore: Behaviour = (variant, index) =>
  index % 10 < (variant === 'warm' ? 7 : 2) ? 20 : undefined

/** An experiment of two days, whose shares are changed then; a Prometheus tells what it is asked. */
async function edited(): Promise<{ service: TestService; ranges: number[]; sleep: () => void }> {
  const ranges: number[] = []
  const url = await answeringPrometheus((request, answer) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams.get('query') ?? ''
    ranges.push(Number(/\[(\d+)s\]/.exec(query)?.[1]))
    answer.end(vector(query.includes('errors') ? '50' : '5000'))
  })
  const clock = twoDays()
  const service = await startTestService({
    now: clock.now,
    metricSources: [{ origin: url, allowPrivate: true }],
  })
  onTestFinished(async () => service.close())
  const { words } = QUESTION.experiments
  const outside = {
    kind: 'prometheus',
    url,
    query: 'errors{variant="$variant"}[$range]',
    direction: 'lower_is_better',
  }
  const total = 'requests{variant="$variant"}[$range]'
  const put = await putRuleset(service, {
    ...QUESTION,
    metrics: {
      ...QUESTION.metrics,
      failed: { ...outside, total, margin: 0.1 },
      slow: outside,
    },
    experiments: {
      words: { ...words, guardrails: [{ metric: 'failed' }], secondary: ['slow'] },
    },
  })
  if (!put.ok) throw new Error(await put.text())
  await comeAndGo(service, 20, buysMore, { prefix: 'before' })
  expect((await service.send('POST', `${EXPERIMENT}/plan`, { body: {} })).status).toBe(200)
  expect((await service.send('POST', `${EXPERIMENT}/start`)).status).toBe(200)
  await comeAndGo(service, 100, buysMore)
  clock.sleep()
  clock.sleep()
  const split = [
    { variant: 'plain', weightBps: 4000 },
    { variant: 'warm', weightBps: 6000 },
  ]
  const rules = [{ id: 'halves', serve: { split, salt: 'anew' } }]
  const path = '/v1/environments/shop/flags/cta'
  expect((await service.send('PATCH', path, { body: { rules } })).status).toBe(200)
  // People come by the clock of the machine, and this one is ahead of it.
  return { service, ranges, sleep: clock.sleep }
}

async function results(service: TestService): Promise<unknown> {
  const answer = await service.send('GET', `${EXPERIMENT}/results`)
  expect(answer.status).toBe(200)
  return answer.json()
}

it('asks a Prometheus about its own time alone', async () => {
  const { service, ranges, sleep } = await edited()
  await results(service)
  ranges.length = 0
  sleep()
  await results(service)
  expect(ranges.length).toBeGreaterThanOrEqual(6)
  for (const range of ranges) {
    expect(range).toBeGreaterThanOrEqual(DAY_S - 1)
    expect(range).toBeLessThan(DAY_S + 60)
  }
})

it('has a first day of its own, on which nothing is decided', async () => {
  const { service, sleep } = await edited()
  const first = { progress: { isFirstDay: true }, verdict: { decision: 'keep_running' } }
  expect(await results(service)).toMatchObject(first)
  const body = { decision: 'ship', variant: 'warm', reason: 'More buy.', acknowledge: true }
  const refused = await service.send('POST', `${EXPERIMENT}/decide`, { body })
  expect([refused.status, await refused.json()]).toMatchObject([
    409,
    { code: 'RESULTS_AGAINST', against: [{ code: 'FIRST_DAY' }] },
  ])
  sleep()
  expect(await results(service)).toMatchObject({ progress: { isFirstDay: false } })
})

it('has all of the planned weeks before it', async () => {
  const { service, sleep } = await edited()
  const progress = async () => ((await results(service)) as Told).progress
  const { startedAt, countedFrom, plannedEndAt, daysLeft } = await progress()
  expect(countedFrom - startedAt).toBeGreaterThanOrEqual(2 * DAY_S * 1000)
  expect(plannedEndAt - countedFrom).toBe(14 * DAY_S * 1000)
  expect(daysLeft).toBe(14)
  sleep()
  expect((await progress()).daysLeft).toBe(13)
  // Two weeks after the start, and not after what counts.
  for (let day = 0; day < 11; day++) sleep()
  expect(await results(service)).toMatchObject({ verdict: { decision: 'keep_running' } })
  for (let day = 0; day < 2; day++) sleep()
  expect(await results(service)).toMatchObject({ verdict: { decision: 'cannot_tell' } })
  const list = await service.send('GET', '/v1/environments/shop/experiments')
  const { items } = (await list.json()) as { items: { plannedEndAt: string }[] }
  expect(items.map((one) => Date.parse(one.plannedEndAt))).toEqual([plannedEndAt])
})

interface Told {
  readonly progress: {
    readonly startedAt: number
    readonly countedFrom: number
    readonly plannedEndAt: number
    readonly daysLeft: number
  }
}
