import type { Metric, PrometheusMetric } from '@sluice/core'
import { checkPlan } from '@sluice/rollout'
import { parsePlan } from '@sluice/rollout/schema'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import { lookAround } from './surroundings.ts'
import { sendExposures } from './testing/send-exposures.ts'
import {
  PLAN,
  RULESET,
  startRolloutService,
  type RolloutService,
} from './testing/rollout-service.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
})
afterEach(async () => service.close())

const OUTSIDE: PrometheusMetric = {
  kind: 'prometheus',
  direction: 'lower_is_better',
  url: 'https://prometheus.example',
  query: 'errors{variant="$variant"}',
  total: 'requests{variant="$variant"}',
}

/** What is said of a plan whose guardrail is asked from a Prometheus. */
async function faultsOf(prometheus: AskPrometheus, metric: Metric = OUTSIDE): Promise<string> {
  const { store, events } = service
  const live = store.live.get('shop')!
  const ruleset = { ...live.ruleset, metrics: { crash_rate: metric } }
  const place = { ...store, live: { ...store.live, get: () => ({ ...live, ruleset }) } }
  const plan = parsePlan(PLAN)
  const around = await lookAround(
    { store: place, events: events.keeper.store, prometheus, now: Date.now() },
    'shop',
    plan,
  )
  const faults = checkPlan(plan, around).filter(({ path }) => path.startsWith('guardrails'))
  return faults.map(({ message }) => message).join('\n')
}

it('asks a Prometheus before the start, so that a query with a mistake stops the plan', async () => {
  const asked: string[] = []
  const well = async ({ query }: { query: string }): Promise<number | undefined> => {
    asked.push(query)
    if (query.includes('"on"')) return undefined
    return query.startsWith('errors') ? 3 : 1_000
  }
  expect(await faultsOf(well)).toBe('')
  expect(asked).toEqual([
    'errors{variant="off"}',
    'requests{variant="off"}',
    'errors{variant="on"}',
    'requests{variant="on"}',
  ])
  const mistaken = await faultsOf(async () => Promise.reject(new Error('parse error at char 7.')))
  expect(mistaken).toContain('cannot be measured, so it could not object: parse error at char 7.')
  expect(await faultsOf(async () => undefined)).toContain('has never had a value')
})

const { total: _total, ...COUNT } = OUTSIDE
const SOURCE = { outcome: 'paid', direction: 'lower_is_better' } as const
it.each([
  ['a quantile', { kind: 'quantile', probability: 0.9, ...SOURCE }, /is a quantile.*share_above/],
  ['a time', { kind: 'time_to_event', horizonMs: 9, ...SOURCE }, /a time to an event.*conversion/],
  [
    'a Prometheus that counts some of nobody knows how many',
    COUNT,
    /of how many. Give the metric a total/,
  ],
] satisfies [string, Metric, RegExp][])(
  'says of %s that no guardrail can test it, and what can be tested',
  async (_, metric, words) => {
    const told = await faultsOf(async () => 3, metric)
    expect(told).toMatch(/^No guardrail can test "crash_rate": it/)
    expect(told).toMatch(words)
    expect(told).not.toContain('There is no metric')
  },
)

it('says of a metric of servers that none has sent anything, and is content once one did', async () => {
  const metric: Metric = {
    kind: 'conversion',
    crashes: true,
    direction: 'lower_is_better',
    sentBy: 'server',
  }
  const met = { variant: 'off', unit: 'ada' }
  await sendExposures(service, [met], 'client')
  expect(await faultsOf(async () => undefined, metric)).toMatch(
    /^The metric "crash_rate" cannot be measured, so it could not object: it counts only what servers send, and none has sent an exposure of "checkout"\. Send exposures and outcomes with a server key\./,
  )
  await sendExposures(service, [met], 'server')
  expect(await faultsOf(async () => undefined, metric)).toBe('')
})

it('names what the rule of the plan gives beside its two variants, as long as it gives it', async () => {
  const shares = {
    split: [
      ...[1, 2, 3].map((n) => ({ variant: `v${n}`, weightBps: 2_000 })),
      { variant: 'v4', weightBps: 4_000 },
    ],
  }
  const variants = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`v${n}`, { value: n }]))
  const flagWith = (coverageBps: number): object => ({
    type: 'number',
    variants,
    defaultVariant: 'v1',
    rules: [{ id: 'split', serve: { ...shares, coverageBps, salt: 'pepper' } }],
  })
  const plan = parsePlan({ ...PLAN, flag: 'price', treatment: 'v2', control: 'v1' })
  const othersOf = async (coverageBps: number): Promise<unknown> => {
    const { version } = service.store.live.get('shop')!.ruleset
    const put = await service.send('PUT', '/v1/environments/shop/ruleset', {
      body: { ...RULESET, flags: { ...RULESET.flags, price: flagWith(coverageBps) } },
      headers: { 'If-Match': `"${version}"` },
    })
    expect(put.status).toBe(200)
    const { store, events } = service
    const asked = { store, events: events.keeper.store, prometheus: async () => undefined }
    return (await lookAround({ ...asked, now: Date.now() }, 'shop', plan)).flag?.others
  }
  expect(await othersOf(10_000)).toEqual(['v3', 'v4'])
  expect(await othersOf(0)).toEqual([])
})

it('names the steps whose own rule would take the place of another one', async () => {
  const plan = parsePlan({
    ...PLAN,
    steps: [{ name: 'early', audience: 'staff', shareBps: 5_000 }, ...PLAN.steps],
  })
  const occupied = async (own?: object): Promise<unknown> => {
    const { rules } = service.store.live.get('shop')!.ruleset.flags['checkout']!
    const body = {
      rules: [
        ...(own === undefined ? [] : [{ id: 'split.early', ...own }]),
        ...rules.filter(({ id }) => id === 'split'),
      ],
    }
    await service.send('PATCH', '/v1/environments/shop/flags/checkout', { body })
    const { store, events } = service
    const asked = { store, events: events.keeper.store, prometheus: async () => undefined }
    const around = await lookAround({ ...asked, now: Date.now() }, 'shop', plan)
    return checkPlan(plan, around).filter(({ path }) => path === 'steps[0].name')
  }
  const split = (coverageBps: number, when: object = { segment: 'staff' }): object => ({
    when,
    serve: { split: [{ variant: 'on', weightBps: 10_000 }], coverageBps, salt: 'pepper' },
  })
  expect(await occupied()).toEqual([])
  const taken = [expect.objectContaining({ message: expect.stringContaining('"split.early"') })]
  expect(await occupied({ when: { segment: 'staff' }, serve: { variant: 'on' } })).toEqual(taken)
  const others = { attribute: 'account', op: 'equals', values: ['trade'] }
  expect(await occupied(split(1_000, others))).toEqual(taken)
  expect(await occupied(split(8_000))).toEqual(taken)
  // What an earlier rollout left to the same people, and no more of it than the step gives.
  expect(await occupied(split(5_000))).toEqual([])
})

it.each([
  [
    { query: 'errors' },
    /its query does not name \$variant, so both .* as in \{variant="\$variant"\}\.$/,
  ],
  [{ total: 'requests' }, /its total does not name \$variant/],
  [
    { query: 'errors{variant="$varient"}' },
    /its query names \$varient, which nobody fills in \(there are: \$variant, \$flag, \$range\)/,
  ],
  [{ query: 'increase(errors{variant="$variant"}[${__range}])' }, /names \$__range/],
] as const)('refuses a query that cannot tell the variants apart: %j', async (part, reason) => {
  const asked: string[] = []
  const faults = await faultsOf(
    async ({ query }) => {
      asked.push(query)
      return 5
    },
    { ...OUTSIDE, ...part },
  )
  expect(faults).toMatch(/^No guardrail can test "crash_rate": /)
  expect(faults).toMatch(reason)
  expect(asked).toEqual([])
})

it('takes dollars that are none of its names: of groups, and at the end of a word', async () => {
  const query =
    'sum(label_replace(errors{variant=~"$variant$"}, "to", "$1$who", "from", "(.*)(?P<who>.)"))'
  const well = async ({ query: asked }: { query: string }): Promise<number> =>
    asked.includes('off') ? 20 : 0
  expect(await faultsOf(well, { ...OUTSIDE, query })).toBe('')
})

it('refuses a query that answers the same for both variants all the same', async () => {
  const seen = (rate: (isControl: boolean) => number) =>
    faultsOf(async ({ query }) => (query.startsWith('errors') ? 3 : rate(query.includes('"off"'))))
  expect(await seen(() => 1_000)).toContain('it answers the same number for both variants')
  expect(await seen((isControl) => (isControl ? 1_000 : 999))).toBe('')
  expect(await seen(() => 9)).toBe('')
})
