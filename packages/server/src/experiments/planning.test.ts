import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'
import { bought, EXPERIMENT, planQuestion, type Planned } from './testing/plan-question.ts'

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

it('computes how large it has to be from what is known', async () => {
  const [status, planned] = await plan({ metrics: bought(0.2) }, { unitsPerDay: 5000 })
  expect([status, planned.detail]).toEqual([200, undefined])
  const { units, weeks } = planned.planning.size
  // One in ten buys, and a fifth more is looked for: about 3,800 units a variant for one look.
  expect(units).toBeGreaterThan(7_600)
  expect(units).toBeLessThan(30_000)
  expect(weeks).toBe(1)
})

it('refuses a power that is out of reach, with what would be', async () => {
  const [status, { code, detail }] = await plan({ metrics: bought(0.01) }, { unitsPerDay: 100 })
  expect([status, code]).toEqual([422, 'POWER_OUT_OF_REACH'])
  expect(detail).toMatch(
    /^A lift of 1 % of bought takes \d+ units, and the plan has 1400\. In the planned time a lift of \d.* % would be found\. Plan for \d+ weeks/,
  )
  const fixed = { stopping: { kind: 'fixed', units: 1_000_000 } }
  expect(await plan({ words: fixed }, { unitsPerDay: 100 })).toMatchObject([
    422,
    { code: 'POWER_OUT_OF_REACH', reachable: 1400 },
  ])
})

it.each([
  [{ kind: 'fixed', units: 800 }, 'Raise "units" of "stopping" to N'],
  [
    { kind: 'group_sequential', units: 800, fractions: [0.5, 1] },
    'Raise "units" of "stopping" to N',
  ],
  [{ kind: 'always_valid', maximumUnits: 800 }, 'Raise "maximumUnits" of "stopping" to N'],
])('names the units of the plan where they are too few: %o', async (stopping, advice) => {
  const at = async (unitsPerDay: number) =>
    plan({ metrics: bought(0.2), words: { stopping } }, { unitsPerDay })
  const [status, { code, detail = '' }] = await at(5000)
  expect([status, code]).toEqual([422, 'POWER_OUT_OF_REACH'])
  expect(detail).toContain('and the plan has 800. With 800 units a lift of')
  const needed = /takes (\d+) units/.exec(detail)?.[1] ?? ''
  expect(detail).toContain(`found. ${advice.replace('N', needed)}, or look for a larger effect.`)
  const [, { detail: slow }] = await at(100)
  expect(slow).toMatch(
    / to \d+, and plan for \d+ weeks or raise the coverage, or look for a larger effect\.$/,
  )
  const raised =
    stopping.kind === 'always_valid' ? { maximumUnits: Number(needed) } : { units: Number(needed) }
  const enough = { ...stopping, ...raised }
  const words = { stopping: enough }
  expect((await plan({ metrics: bought(0.2), words }, { unitsPerDay: 5000 }))[0]).toBe(200)
})

it('refuses a rule that covers nobody, and a metric that is misspelt', async () => {
  expect(await plan({ serve: { coverageBps: 0 } })).toMatchObject([422, { code: 'NO_TRAFFIC' }])
  const metrics = { bought: { ...QUESTION.metrics.bought, outcome: 'purchse' } }
  expect(await plan({ metrics })).toMatchObject([
    422,
    { code: 'METRIC_WITHOUT_DATA', detail: expect.stringContaining('did you mean "purchase"?') },
  ])
})

it('refuses so little traffic that nothing would ever be told, and says what does', async () => {
  const [status, { code, detail }] = await plan(
    { serve: { coverageBps: 1 } },
    { unitsPerDay: 5000 },
  )
  expect([status, code]).toEqual([422, 'POWER_OUT_OF_REACH'])
  expect(detail).toMatch(
    /^About 3 units come into "plain" in 2 weeks, and bought is told from \d+ on\. .*"coverageBps"/,
  )
  const slow = { stopping: { kind: 'fixed', units: 40 } }
  expect(await plan({ words: slow }, { unitsPerDay: 3 })).toMatchObject([200, {}])
  expect(await plan({ words: { ...slow, weeks: 1 } }, { unitsPerDay: 3 })).toMatchObject([
    422,
    { code: 'POWER_OUT_OF_REACH', reachable: 21 },
  ])
  const means = { primary: ['revenue'], secondary: [] }
  expect(await plan({ words: means }, { unitsPerDay: 20 })).toMatchObject([
    422,
    {
      detail: expect.stringContaining(
        'About 140 units come into "plain" in 2 weeks, and revenue is told from 200 on.',
      ),
    },
  ])
})

it('refuses a last look that has more units than come, whatever its fractions are of', async () => {
  const looks = (units: number, fractions: readonly number[]) =>
    plan(
      { words: { stopping: { kind: 'group_sequential', units, fractions } } },
      { unitsPerDay: 100 },
    )
  expect((await looks(1400, [0.5, 1]))[0]).toBe(200)
  expect(await looks(1000, [0.5, 5])).toMatchObject([
    422,
    {
      code: 'POWER_OUT_OF_REACH',
      detail:
        'The plan reads its metrics at 5000 units, and about 1400 come in 2 weeks. Plan for more weeks, raise the coverage, or lower "units" or the last of "fractions".',
    },
  ])
  expect((await looks(2000, [0.25, 0.5]))[0]).toBe(200)
})

it('refuses a metric that nobody has lived at the last planned look', async () => {
  const back = {
    kind: 'retention',
    outcome: 'purchase',
    direction: 'higher_is_better',
    fromMs: 86_400_000,
    toMs: 2 * 86_400_000,
  }
  const at = (units: number) =>
    plan(
      {
        words: { secondary: ['back'], stopping: { kind: 'fixed', units } },
        metrics: { back },
      },
      { unitsPerDay: 400 },
    )
  expect((await at(1600))[0]).toBe(200)
  expect(await at(400)).toMatchObject([
    422,
    {
      code: 'INVALID_EXPERIMENT',
      detail:
        '$.metrics.back: It counts who came 2 days ago or more, and the 400 units of the look are there in about 1 day, so that it would count nobody. Plan for more units, shorten the metric, or take "always_valid".',
    },
  ])
})

it('waits for units that have lived what decides, and refuses more of them than do in time', async () => {
  const DAY_MS = 86_400_000
  const bought = { ...QUESTION.metrics.bought, windowMs: 7 * DAY_MS, completeOnly: true }
  const at = (units: number) =>
    plan(
      { words: { stopping: { kind: 'fixed', units } }, metrics: { bought } },
      { unitsPerDay: 1000 },
    )
  const [status, { planning }] = await at(6_900)
  expect([status, planning.size]).toMatchObject([
    200,
    { reachable: 7_000, lived: { metric: 'bought', ms: 7 * DAY_MS } },
  ])
  expect(await at(7_100)).toMatchObject([
    422,
    {
      code: 'POWER_OUT_OF_REACH',
      detail: expect.stringContaining(
        'at 7100 units, and about 7000 come in 2 weeks early enough to live the 7 days of bought.',
      ),
    },
  ])
})

it('warns of a look within a week, unless it waits for the planned ones', async () => {
  const codes = async (stopping: object) => {
    const [status, { planning }] = await plan({ words: { stopping } }, { unitsPerDay: 1000 })
    expect(status).toBe(200)
    return planning.warnings.filter(({ code }) => code === 'READ_WITHIN_A_WEEK')
  }
  expect(await codes({ kind: 'fixed', units: 3_000 })).toEqual([
    {
      code: 'READ_WITHIN_A_WEEK',
      message:
        'The 3000 units of the look are there in less than a week, and weekdays may differ. Add "afterWeeks": true to "stopping" to wait for the planned 2 weeks, or plan for more units.',
    },
  ])
  expect(await codes({ kind: 'fixed', units: 3_000, afterWeeks: true })).toEqual([])
  expect(await codes({ kind: 'fixed', units: 7_000 })).toEqual([])
})

it('refuses a metric that nobody has lived when the experiment ends', async () => {
  const DAY_MS = 86_400_000
  const back = (days: number) => ({
    kind: 'retention',
    outcome: 'purchase',
    direction: 'higher_is_better',
    fromMs: DAY_MS,
    toMs: days * DAY_MS,
  })
  const words = { secondary: ['back'] }
  const body = { unitsPerDay: 1000 }
  expect((await plan({ words, metrics: { back: back(13) } }, body))[0]).toBe(200)
  expect(await plan({ words, metrics: { back: back(30) } }, body)).toMatchObject([
    422,
    {
      code: 'INVALID_EXPERIMENT',
      detail:
        '$.metrics.back: It counts who came 30 days ago or more, and the experiment is planned for 2 weeks, so that it would count nobody. Plan for 5 weeks or more, or shorten the metric.',
    },
  ])
  const whole = { ...QUESTION.metrics.revenue, windowMs: 14 * DAY_MS, completeOnly: true }
  expect(await plan({ metrics: { revenue: whole } }, body)).toMatchObject([
    422,
    { detail: expect.stringContaining('$.metrics.revenue: It counts who came 14 days ago') },
  ])
})

it('refuses looks that need one alpha each to share it', async () => {
  const words = {
    stopping: { kind: 'group_sequential', units: 1000, fractions: [0.5, 1] },
    primary: ['bought', 'revenue'],
    secondary: [],
    correction: 'holm',
  }
  expect(await plan({ words }, { unitsPerDay: 1000 })).toMatchObject([
    422,
    { code: 'INVALID_EXPERIMENT', detail: expect.stringContaining('use "bonferroni"') },
  ])
})

it('warns of attributes that should not decide, and of values that change on open pages', async () => {
  const [rule] = QUESTION.flags.cta.rules
  const [, { planning }] = await plan({
    more: {
      attributes: { ...QUESTION.attributes, customerAge: { type: 'number' } },
      flags: {
        cta: {
          ...QUESTION.flags.cta,
          stability: 'live',
          rules: [
            {
              ...rule,
              when: {
                all: [
                  { attribute: 'customerAge', op: 'lt', values: [30] },
                  { attribute: 'email', op: 'exists' },
                  { attribute: 'country', op: 'exists' },
                ],
              },
            },
          ],
        },
      },
    },
  })
  const warnings = planning.warnings.map(({ code, message }) => `${code}: ${message.slice(0, 20)}`)
  expect(warnings).toEqual([
    expect.stringContaining('ATTRIBUTE_SHOULD_NOT_DECIDE: "'),
    expect.stringContaining('ATTRIBUTE_SHOULD_NOT_DECIDE: "'),
    expect.stringContaining('VALUE_MAY_CHANGE'),
    expect.stringContaining('AUDIENCE_UNKNOWN'),
    expect.stringContaining('NO_MINIMUM_EFFECT'),
  ])
})

it('warns of another experiment on the same units, unless a layer keeps them apart', async () => {
  const { cta } = QUESTION.flags
  const [rule] = cta.rules
  const inLayer = (fromBps: number): object => ({
    layer: { name: 'page', fromBps, toBps: fromBps + 5000 },
  })
  const other = (serve: object): object => ({
    layers: { page: {} },
    experiments: {
      words: QUESTION.experiments.words,
      colours: { ...QUESTION.experiments.words, flag: 'colour' },
    },
    flags: {
      cta: { ...cta, rules: [{ ...rule, serve: { ...rule?.serve, ...inLayer(0) } }] },
      colour: { ...cta, rules: [{ ...rule, serve: { ...rule?.serve, ...serve } }] },
    },
  })
  const codesWith = async (serve: object): Promise<string[]> => {
    await plan({ more: other(serve) })
    const planned = await service.send('POST', EXPERIMENT.replace('words', 'colours/plan'), {
      body: {},
    })
    expect(planned.status).toBe(200)
    const [, { planning }] = await plan({ more: other(serve) })
    return planning.warnings.map(({ code }) => code)
  }
  expect(await codesWith({})).toContain('OVERLAPS')
  expect(await codesWith(inLayer(5000))).not.toContain('OVERLAPS')
})

it('warns of no experiment on another rule of the flag, which decides for others', async () => {
  const { words } = QUESTION.experiments
  const [rule] = QUESTION.flags.cta.rules
  const rules = [
    { ...rule, id: 'germans', when: { attribute: 'country', op: 'in', values: ['DE'] } },
    rule,
  ]
  const more = {
    experiments: { words, germans: { ...words, rule: 'germans' } },
    flags: { cta: { ...QUESTION.flags.cta, rules } },
  }
  await plan({ more })
  const path = EXPERIMENT.replace('words', 'germans/plan')
  expect((await service.send('POST', path, { body: {} })).status).toBe(200)
  const [status, { planning }] = await plan({ more })
  expect([status, planning.warnings.filter(({ code }) => code === 'OVERLAPS')]).toEqual([200, []])
})
