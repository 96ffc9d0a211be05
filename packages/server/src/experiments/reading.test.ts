import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { readBy } from './reading.ts'
import type { SealedPlan } from './sealed-plan.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'
import { twoDays } from './testing/two-days.ts'

const RESULTS = '/v1/environments/shop/experiments/words/results'
const TODAY = new Date().toISOString().slice(0, 10)

interface Read {
  readonly verdict: { readonly decision: string; readonly rule: string; readonly isGrey: boolean }
  readonly differs: readonly string[]
  readonly units: Readonly<Record<string, number>>
  readonly analysis: {
    readonly planChanges: readonly { readonly path: string }[]
    readonly segments: readonly { readonly segment: string }[]
  }
  readonly overTime: readonly {
    readonly daily: readonly Difference[]
    readonly readOnce: readonly Difference[]
  }[]
  readonly queries: readonly { readonly about: string; readonly sql: string }[]
}

interface Difference {
  readonly day: string | number
  readonly units: number
  readonly estimate: number
  readonly low: number
  readonly high: number
}

let service: TestService
beforeAll(async () => {
  const clock = twoDays()
  service = await startTestService({ now: clock.now })
  const company = { type: 'string', stored: true }
  const attributes = { ...QUESTION.attributes, company }
  await putRuleset(service, { ...QUESTION, attributes })
  const buys = (variant: string, index: number): number | undefined =>
    index % 10 < (variant === 'warm' ? 3 : 1) ? 20 + (index % 7) : undefined
  await comeAndGo(service, 100, buys, { prefix: 'before' })
  await service.send('POST', '/v1/environments/shop/experiments/words/plan', {
    body: { unitsPerDay: 1_000 },
  })
  await service.send('POST', '/v1/environments/shop/experiments/words/start')
  await comeAndGo(service, 600, buys)
  clock.sleep()
}, 60_000)
afterAll(async () => service.close())

async function read(query = ''): Promise<Read> {
  const answer = await service.send('GET', `${RESULTS}${query}`)
  if (answer.status !== 200) throw new Error(await answer.text())
  return (await answer.json()) as Read
}

it('decides by the plan alone: what is read otherwise says how, and nothing else', async () => {
  expect(await read()).toMatchObject({ verdict: { decision: 'ship', isGrey: false }, differs: [] })
  const otherwise = await read('?alpha=0.2&correction=none')
  expect(otherwise).toMatchObject({
    verdict: { decision: 'cannot_tell', isGrey: true },
    differs: ['alpha 0.2 instead of 0.05', 'correction none instead of holm'],
  })
  expect(otherwise.verdict.rule).toContain('alpha 0.2 instead of 0.05')
  expect(otherwise.analysis.planChanges.map(({ path }) => path)).toContain('$.alpha')
  const asPlanned = await read('?alpha=0.05&correction=holm')
  expect(asPlanned).toMatchObject({ verdict: { decision: 'ship' }, differs: [] })
})

it('counts only who came in a range of days, and splits them by nothing', async () => {
  expect((await read(`?from=${TODAY}`)).analysis.segments).toEqual([])
  const before = await read('?to=2020-01-01')
  expect(Object.values(before.units)).toEqual([0, 0])
  expect(before.verdict.decision).toBe('cannot_tell')
  const turned = await service.send('GET', `${RESULTS}?from=2026-11-26&to=2026-11-25`)
  expect(turned.status).toBe(422)
})

it('explores what is stored beside the segments of the plan, which changes no verdict', async () => {
  const explored = await read('?explore=company')
  expect(explored.analysis.segments.map(({ segment }) => segment)).toEqual(['country', 'company'])
  expect(explored).toMatchObject({ verdict: { decision: 'ship' }, differs: [] })
  const unknown = await service.send('GET', `${RESULTS}?explore=email`)
  expect(await unknown.json()).toMatchObject({ code: 'ATTRIBUTE_NOT_STORED' })
})

it('tells the difference of each day, as a test that is read once would have it', async () => {
  const [warm] = (await read()).overTime
  for (const days of [warm?.daily, warm?.readOnce]) {
    const [point] = days ?? []
    expect(point?.units).toBeGreaterThan(500)
    // Three in ten less one in ten.
    expect(point?.estimate).toBeGreaterThan(0.1)
    expect(point?.estimate).toBeLessThan(0.3)
    expect(point?.low).toBeLessThan(point?.estimate ?? 0)
    expect(point?.high).toBeGreaterThan(point?.estimate ?? 1)
  }
})

it('names what each query was asked for', async () => {
  const { queries } = await read('?include=sinceExposure')
  expect([...new Set(queries.map(({ about }) => about))].toSorted()).toEqual([
    'apart',
    'loss',
    'since_exposure',
    'units',
  ])
})

it('reads by tests without a covariate those metrics alone that have one', () => {
  const plan = {
    primary: [{ key: 'spent' }],
    secondary: [{ key: 'bought' }],
    definitions: {
      spent: { kind: 'sum', covariateMs: 86_400_000 },
      bought: { kind: 'conversion' },
    },
  } as unknown as SealedPlan
  expect(readBy(plan, { withoutCovariates: true })).toMatchObject({
    primary: [{ key: 'spent', test: 'unadjusted' }],
    secondary: [{ key: 'bought' }],
  })
  expect(readBy(plan, {})).toEqual(plan)
})
