import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'
import { bought, planQuestion, type Planned } from './testing/plan-question.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService()
  await putRuleset(service, QUESTION)
  await comeAndGo(service, 200, (_variant, index) => (index % 10 === 0 ? 20 : undefined))
})
afterAll(async () => service.close())

const plan = (
  change: Parameters<typeof planQuestion>[1],
  body?: object,
): Promise<readonly [number, Planned]> => planQuestion(service, change, body)

const everybody = { id: 'everybody', serve: { variant: 'warm' } }
const half = {
  id: 'some',
  serve: { split: [{ variant: 'warm', weightBps: 10_000 }], coverageBps: 5000 },
}
const halfOn = {
  id: 'half',
  serve: { split: [{ variant: 'on', weightBps: 10_000 }], coverageBps: 5000 },
}
const off = { enabled: false, defaultVariant: 'off' }
const requires = (flag: string): object => ({ prerequisites: [{ flag, variants: ['on'] }] })

it.each([
  [
    'a rule before it takes everybody',
    { before: [everybody] },
    'The rule "everybody" stands before "halves"',
  ],
  [
    'a split before it takes everybody',
    { before: [{ ...half, serve: { split: half.serve.split } }] },
    'The rule "some" stands before "halves"',
  ],
  [
    'a flag that it requires is off',
    { flag: requires('base'), more: { base: off } },
    'requires "base" to serve "on"',
  ],
  [
    'a flag that it requires is held back by one that is off',
    {
      flag: requires('base'),
      more: {
        base: { ...requires('root'), rules: [{ id: 'all', serve: { variant: 'on' } }] },
        root: off,
      },
    },
    'requires "base" to serve "on"',
  ],
  [
    'a flag that it requires covers nobody',
    {
      flag: requires('base'),
      more: {
        base: {
          defaultVariant: 'off',
          rules: [{ ...halfOn, serve: { ...halfOn.serve, coverageBps: 0 } }],
        },
      },
    },
    'requires "base" to serve "on"',
  ],
  [
    'a flag that it requires serves something else',
    {
      flag: requires('base'),
      more: { base: { defaultVariant: 'off', rules: [{ id: 'all', serve: { variant: 'off' } }] } },
    },
    'requires "base" to serve "on"',
  ],
  [
    'its window is over',
    { rule: { window: { endsAt: Date.UTC(2023, 5) } } },
    'was over at 2023-06-01T00:00:00.000Z',
  ],
  [
    'its flag records no exposures',
    { flag: { exposure: { policy: 'off' } } },
    'The flag "cta" records no exposures, so that nobody would be counted. Give it "exposure": { "policy": "commit" }, or "manual"',
  ],
  [
    'its flag is of a kind that records none',
    { flag: { kind: 'permission' } },
    'so that nobody would be counted: for the kind "permission" that is the default. Give it',
  ],
  [
    'its flag records the exposures of nobody',
    { flag: { exposure: { sampleBps: 0 } } },
    'Raise its "sampleBps"',
  ],
  [
    'its window begins after the planned time',
    { rule: { window: { startsAt: Date.UTC(2099, 0) } } },
    'begins at 2099-01-01T00:00:00.000Z',
  ],
])('refuses a plan that nobody can take part in: %s', async (_why, change, detail) => {
  expect(await planWith(change)).toMatchObject([
    422,
    { code: 'INVALID_EXPERIMENT', detail: expect.stringContaining(detail) },
  ])
})

it.each([
  ['a rule before it takes some', { before: [half] }],
  [
    'a rule before it has a condition',
    { before: [{ ...everybody, when: { attribute: 'country', op: 'in', values: ['DE'] } }] },
  ],
  [
    'a flag that it requires gives its default to everybody',
    { flag: { prerequisites: [{ flag: 'usual', variants: ['off'] }] }, more: { usual: off } },
  ],
  [
    'a flag that it requires covers some',
    { flag: requires('part'), more: { part: { defaultVariant: 'off', rules: [halfOn] } } },
  ],
  [
    'its window is open',
    { rule: { window: { startsAt: Date.UTC(2023, 5), endsAt: Date.UTC(2099, 0) } } },
  ],
])('takes a plan that some can take part in: %s', async (_why, change) => {
  expect((await planWith(change))[0]).toBe(200)
})

it('counts those alone whose exposures are recorded', async () => {
  const of = async (sampleBps: number, body?: object) => {
    const [status, { planning }] = await planWith({ flag: { exposure: { sampleBps } } }, body)
    expect(status).toBe(200)
    return planning
  }
  const [all, some] = [await of(10_000), await of(2500)]
  expect(some.traffic).toMatchObject({ share: 0.25, recorded: 0.25, from: 'flag' })
  expect(some.traffic.unitsPerDay).toBe(all.traffic.unitsPerDay)
  expect(some.size.reachable).toBe(all.size.reachable / 4)
  expect((await of(2500, { unitsPerDay: 4000 })).size.reachable).toBe(14_000)
  expect(await planWith({ flag: { exposure: { sampleBps: 1 } } })).toMatchObject([
    422,
    { code: 'POWER_OUT_OF_REACH' },
  ])
})

it('counts those alone who come while its window is open, and says so', async () => {
  const DAY_MS = 86_400_000
  const now = Date.now()
  const at = (days: number): number => now + days * DAY_MS
  const of = async (window: object, words: object = {}) => {
    const rules = { rules: [{ ...QUESTION.flags.cta.rules[0], window }] }
    const more = { flags: { cta: { ...QUESTION.flags.cta, ...rules } } }
    const [status, answer] = await plan(
      { words, metrics: bought(0.2), more },
      { unitsPerDay: 2000 },
    )
    const { detail, planning } = answer
    const cuts = planning?.warnings.filter(({ code }) => code === 'WINDOW_CUTS')
    return {
      status,
      detail,
      reachable: planning?.size.reachable,
      cuts: cuts?.map((one) => one.message),
    }
  }
  const within = (days: number): object => expect.closeTo(2000 * days, -2) as object
  expect(await of({ endsAt: at(100) })).toMatchObject({ reachable: 28_000, cuts: [] })
  expect(await of({ endsAt: at(9) })).toMatchObject({
    reachable: within(9),
    cuts: [
      'The window of the rule "halves" ends in 9 days, and the experiment is planned for 2 weeks: outside of it nobody comes. Give it a later "endsAt", or plan for fewer weeks.',
    ],
  })
  expect(await of({ startsAt: at(4) })).toMatchObject({
    reachable: within(10),
    cuts: [expect.stringContaining('begins in 4 days, and the experiment')],
  })
  expect(await of({ startsAt: at(2), endsAt: at(9) })).toMatchObject({
    reachable: within(7),
    cuts: [expect.stringContaining('begins in 2 days and ends in 9 days')],
  })
  expect(await of({ endsAt: at(2) })).toMatchObject({
    status: 422,
    detail: expect.stringContaining(
      'would be found. Give the window of the rule "halves" a later "endsAt", raise the coverage,',
    ),
  })
  expect(await of({ endsAt: at(5) }, { stopping: { kind: 'fixed', units: 12_000 } })).toMatchObject(
    {
      status: 422,
      detail: expect.stringMatching(
        /at 12000 units, and about \d+ come in 2 weeks\. Give the window of the rule "halves" a later "endsAt"/,
      ),
    },
  )
})

/** Plans the question with rules before its own, a change of its flag or rule, and other flags. */
async function planWith(
  change: { before?: readonly object[]; flag?: object; rule?: object; more?: object },
  body: object = {},
): ReturnType<typeof plan> {
  const { before = [], flag, rule, more } = change
  const { cta } = QUESTION.flags
  const rules = [...before, { ...cta.rules[0], ...rule }]
  return plan({ more: { flags: { cta: { ...cta, ...flag, rules }, ...more } } }, body)
}
