import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService()
  await putRuleset(service, QUESTION)
  await comeAndGo(service, 200, (_variant, index) => (index % 2 === 0 ? 20 : undefined))
})
afterAll(async () => service.close())

const { words } = QUESTION.experiments
const { bought } = QUESTION.metrics
const [rule] = QUESTION.flags.cta.rules

interface Planned {
  readonly detail?: string
  readonly planning: { readonly warnings: readonly object[] }
}

/** Plans a change of the question, without keeping it. */
async function plan(change: { words?: object; metrics?: object; serve?: object }) {
  const put = await putRuleset(service, {
    ...QUESTION,
    metrics: { ...QUESTION.metrics, ...change.metrics },
    experiments: { words: { ...words, ...change.words } },
    flags: {
      cta: {
        ...QUESTION.flags.cta,
        rules: [{ ...rule, serve: { ...rule?.serve, ...change.serve } }],
      },
    },
  })
  if (put.status !== 200) throw new Error(await put.text())
  const path = '/v1/environments/shop/experiments/words/plan?dryRun=true'
  const answer = await service.send('POST', path, { body: { unitsPerDay: 5000 } })
  return [answer.status, (await answer.json()) as Planned] as const
}

it.each([
  [{ kind: 'fixed', units: 2 }, 'Raise "units" of "stopping" to 40'],
  [
    { kind: 'group_sequential', units: 30, fractions: [0.5, 1] },
    'Raise "units" of "stopping" to 40',
  ],
  [{ kind: 'always_valid', maximumUnits: 10 }, 'Raise "maximumUnits" of "stopping" to 40'],
])('refuses a plan that reads too few to tell anything of: %o', async (stopping, advice) => {
  expect(await plan({ words: { stopping } })).toMatchObject([
    422,
    { code: 'POWER_OUT_OF_REACH', detail: expect.stringContaining(advice) },
  ])
})

it('refuses a metric whose outcomes never say of which of the units they are that are split', async () => {
  expect(await plan({ serve: { by: 'anonymousKey' } })).toMatchObject([
    422,
    {
      code: 'METRIC_WITHOUT_DATA',
      detail: expect.stringContaining(
        '"purchase" came in 100 times and never with the unit "anonymousKey", by which the rule "halves" splits',
      ),
    },
  ])
})

it.each([
  [10, 'higher_is_better', 'to 550 %', 'at most 100 % here; for 10 % write 0.1.'],
  [1.5, 'higher_is_better', 'to 125 %', 'at most 100 % here; for 1.5 % write 0.015.'],
  [1.2, 'lower_is_better', 'to -10 %', 'at most 100 % here; for 1.2 % write 0.012.'],
])('refuses a lift that no rate can have: %d, %s', async (minimumEffect, direction, to, advice) => {
  const [status, { detail }] = await plan({
    metrics: { bought: { ...bought, minimumEffect, direction } },
  })
  expect(status).toBe(422)
  expect(detail).toContain('$.metrics.bought.minimumEffect: ')
  expect(detail).toContain(`from 50 % of the units ${to}`)
  expect(detail).toContain(advice)
})

it('plans a lift that brings a rate to everybody', async () => {
  expect(await plan({ metrics: { bought: { ...bought, minimumEffect: 1 } } })).toMatchObject([
    200,
    {},
  ])
})

it('warns of a metric that none of those has anything in who met the flag', async () => {
  const [status, { planning }] = await plan({
    metrics: {
      bought: {
        kind: 'share_above',
        outcome: 'purchase',
        threshold: 1000,
        direction: 'higher_is_better',
      },
    },
  })
  expect(status).toBe(200)
  expect(planning.warnings).toContainEqual({
    code: 'COUNTS_NOBODY',
    message: expect.stringContaining(
      'Of 200 units that met "cta" of late none has anything in bought.',
    ),
  })
})
