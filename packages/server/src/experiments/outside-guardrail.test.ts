import { describe, expect, it, onTestFinished } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { answeringPrometheus, vector } from '../measure/prometheus/testing/answering-prometheus.ts'
import { comeAndGo, putRuleset, QUESTION, type Behaviour } from './testing/people.ts'
import { twoDays } from './testing/two-days.ts'

const EXPERIMENT = '/v1/environments/shop/experiments/words'

/** What the Prometheus says of a variant; without errors there is no series of them. */
interface Said {
  readonly errors?: string
  readonly requests?: string
}

/** Half of those with the warm button buy something, and a fifth of the others. */
const buysMore: Behaviour = (variant, index) =>
  index % 10 < (variant === 'warm' ? 5 : 2) ? 20 : undefined

const QUERY = 'sum(increase(errors{variant="$variant"}[$range]))'
const TOTAL = 'sum(increase(requests{variant="$variant"}[$range]))'

interface Lab {
  readonly service: TestService
  /** Answers of before the start; they may be changed at any time. */
  readonly said: Record<string, Said>
  /** Plans, starts, and lets 600 people come and a day go. */
  run(): Promise<void>
  plan(): Promise<Response>
}

/** A service with an experiment that a Prometheus guards. */
async function startLab(queries: { readonly query?: string; readonly total?: string } = {}) {
  const said: Record<string, Said> = {
    plain: { errors: '50', requests: '5000' },
    warm: { errors: '50', requests: '5000' },
  }
  const url = await answeringPrometheus((request, answer) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams.get('query') ?? ''
    const of = said[/variant="(\w+)"/.exec(query)?.[1] ?? ''] ?? {}
    const value = query.includes('errors') ? of.errors : of.requests
    answer.end(value === undefined ? vector() : vector(value))
  })
  const clock = twoDays()
  const service = await startTestService({
    now: clock.now,
    metricSources: [{ origin: url, allowPrivate: true }],
  })
  onTestFinished(async () => service.close())
  const { words } = QUESTION.experiments
  const put = await putRuleset(service, {
    ...QUESTION,
    metrics: {
      ...QUESTION.metrics,
      errors: {
        kind: 'prometheus',
        url,
        query: QUERY,
        total: TOTAL,
        ...queries,
        direction: 'lower_is_better',
        margin: 0.1,
      },
    },
    experiments: { words: { ...words, guardrails: [{ metric: 'errors' }] } },
  })
  if (put.status !== 200) throw new Error(await put.text())
  await comeAndGo(service, 20, buysMore, { prefix: 'before' })
  const plan = async (): Promise<Response> =>
    service.send('POST', `${EXPERIMENT}/plan`, { body: {} })
  const run = async (): Promise<void> => {
    expect((await plan()).status).toBe(200)
    expect((await service.send('POST', `${EXPERIMENT}/start`)).status).toBe(200)
    await comeAndGo(service, 600, buysMore)
    clock.sleep()
  }
  return { service, said, plan, run } satisfies Lab
}

async function results(service: TestService): Promise<unknown> {
  const answer = await service.send('GET', `${EXPERIMENT}/results`)
  expect(answer.status).toBe(200)
  return answer.json()
}

async function ship(service: TestService): Promise<unknown> {
  const body = { decision: 'ship', variant: 'warm', reason: 'More people buy.' }
  const answer = await service.send('POST', `${EXPERIMENT}/decide`, { body })
  return { status: answer.status, ...((await answer.json()) as object) }
}

describe('a guardrail that a Prometheus measures', () => {
  it('lets ship what it finds within its margin, and counts requests', async () => {
    const { service, said, run } = await startLab()
    await run()
    said['plain'] = { errors: '20000', requests: '40000' }
    said['warm'] = { errors: '19000', requests: '40000' }
    expect(await results(service)).toMatchObject({
      verdict: { decision: 'ship', treatment: 'warm', isGrey: false },
      analysis: { health: { status: 'good' }, guardrails: [{ finding: 'within_margin' }] },
      figures: [
        {},
        {
          metric: 'errors',
          role: 'guardrail',
          variants: [{ value: 0.5, n: 40_000 }, { value: 0.475 }],
        },
        {},
      ],
    })
  })

  it('rolls back what harms it, however much better it is, and stands against shipping', async () => {
    const { service, said, run } = await startLab()
    await run()
    said['warm'] = { errors: '2500', requests: '5000' }
    expect(await results(service)).toMatchObject({
      verdict: { decision: 'roll_back', treatment: 'warm', isGrey: false },
    })
    expect(await ship(service)).toMatchObject({
      status: 409,
      code: 'RESULTS_AGAINST',
      against: [{ code: 'GUARDRAIL_HARMED' }],
    })
  })

  it.each([
    ['says no number', { errors: 'NaN', requests: '5000' }, 'NaN, which is no number'],
    ['has no series of a variant', {}, 'no series for "warm"'],
  ])('greys the verdict where it %s', async (_title, warm, why) => {
    const { service, said, run } = await startLab()
    await run()
    said['warm'] = warm
    expect(await results(service)).toMatchObject({
      verdict: {
        decision: 'keep_running',
        isGrey: true,
        grey: [{ code: 'METRIC_MISSING', message: expect.stringContaining(why) }],
      },
    })
    expect(await ship(service)).toMatchObject({ status: 409, code: 'VERDICT_GREY' })
  })
})

describe('is not planned', () => {
  const refused = (message: string) => ({
    code: 'METRIC_WITHOUT_DATA',
    faults: [{ path: '$.metrics.errors', message: expect.stringContaining(message) }],
  })

  it.each([
    ['query', 'sum(increase(errors[$range]))'],
    ['query', 'sum(increase(errors{variant="$varaint"}[$range]))'],
    ['total', 'sum(increase(requests[$range]))'],
  ])('where its %s is %s, which says the same of all', async (part, text) => {
    const { plan } = await startLab({ [part]: text })
    const answer = await plan()
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      refused(`Its ${part} does not name $variant`),
    ])
  })

  it.each([
    ['errors', { errors: '-5', requests: '5000' }],
    ['requests', { errors: '0', requests: '-5' }],
  ])('where %s are below zero, as a gauge may be', async (_title, warm) => {
    const { plan, said } = await startLab()
    said['warm'] = warm
    const answer = await plan()
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      refused(
        'for "warm", and nothing is counted below zero; ask for how much a counter has risen',
      ),
    ])
  })

  it('where no variant has a series', async () => {
    const { plan, said } = await startLab()
    said['plain'] = said['warm'] = { requests: '5000' }
    const answer = await plan()
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      refused('no series for "plain" or "warm"'),
    ])
  })
})
