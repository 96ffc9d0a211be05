import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'

const PLAN = '/v1/environments/shop/experiments/words/plan?dryRun=true'

interface Planned {
  readonly code?: string
  readonly detail?: string
  readonly planning: {
    readonly traffic: { readonly share: number; readonly audience: number | null }
    readonly size: { readonly reachable: number }
    readonly balance: { readonly units: number; readonly covariates: readonly string[] } | null
    readonly warnings: readonly { readonly code: string; readonly message: string }[]
  }
}

let service: TestService

beforeAll(async () => {
  service = await startTestService()
  await putRuleset(service, document([]))
  // One in three is from Germany.
  await comeAndGo(service, 600, (_variant, index) => (index % 10 === 0 ? 20 : undefined), {
    context: (index) => ({ country: index % 3 === 0 ? 'DE' : 'FR' }),
  })
})
afterAll(async () => service.close())

const GERMANS = { attribute: 'country', op: 'in', values: ['DE'] }
const ALL = { id: 'all', serve: { variant: 'warm' } }

it.each([
  ['a condition', [], { when: GERMANS }, 1 / 3],
  ['a segment', [], { when: { not: { segment: 'germany' } } }, 2 / 3],
  ['a rule before it', [{ ...ALL, when: GERMANS }], {}, 2 / 3],
  ['a rule before it that takes some', [{ ...half(), when: GERMANS }], {}, 5 / 6],
  ['a rule before it that takes half of all', [half()], { when: GERMANS }, 1 / 6],
  ['a rule before it that is over', [{ ...ALL, window: { endsAt: 1000 } }], {}, 1],
])('counts those alone whom %s leaves', async (_what, before, own, share) => {
  const [status, { planning }] = await plan(before, own)
  expect(status).toBe(200)
  expect(planning.traffic.share).toBeCloseTo(share, 2)
  expect(planning.traffic.audience).toBeCloseTo(share, 2)
  const [, everybody] = await plan([], {})
  expect(planning.size.reachable / everybody.planning.size.reachable).toBeCloseTo(share, 1)
  expect(planning.warnings.map(({ code }) => code)).not.toContain('AUDIENCE_UNKNOWN')
})

it('refuses a rule that is for nobody who comes, unless somebody says how many will', async () => {
  const nobody = { when: { attribute: 'country', op: 'in', values: ['ZZ'] } }
  const [status, refused] = await plan([], nobody)
  expect([status, refused.code, refused.detail]).toEqual([
    422,
    'NO_TRAFFIC',
    'The rule "halves" is for none of the 600 units of late, by "country". Look at its condition and at the rules before it, or say how many come a day whom it is for ("--units-per-day").',
  ])
  const [taken, { planning }] = await plan([], nobody, { unitsPerDay: 500 })
  expect([taken, planning.traffic.share]).toEqual([200, 1])
})

it('says that it is not known where an attribute is not stored, and warns', async () => {
  const adults = { when: { attribute: 'age', op: 'gte', values: [18] } }
  const [status, { planning }] = await plan([], adults)
  expect([status, planning.traffic]).toMatchObject([200, { share: 1, audience: null }])
  expect(planning.warnings).toContainEqual({
    code: 'AUDIENCE_UNKNOWN',
    message: expect.stringContaining('is for is not known, as "age" is not stored'),
  })
  const [, told] = await plan([], adults, { unitsPerDay: 500 })
  expect(told.planning.warnings.map(({ code }) => code)).not.toContain('AUDIENCE_UNKNOWN')
})

it('balances those alone whom the rule is for', async () => {
  const [, everybody] = await plan([], {})
  const [, { planning }] = await plan([], { when: GERMANS })
  expect(everybody.planning.balance?.units).toBe(600)
  expect(planning.balance?.units).toBe(200)
})

it('balances nobody who is in another slot of the layer, or held back', async () => {
  const [rule] = QUESTION.flags.cta.rules
  const own = (more: object): object => ({ serve: { ...rule?.serve, ...more } })
  const slot = { layer: { name: 'buttons', fromBps: 0, toBps: 5000 } }
  const [, layered] = await plan([], own(slot))
  const [, both] = await plan([], own({ ...slot, holdout: 'quiet' }))
  expect(layered.planning.balance?.units).toBeGreaterThan(250)
  expect(layered.planning.balance?.units).toBeLessThan(350)
  expect(both.planning.balance?.units).toBeGreaterThan(110)
  expect(both.planning.balance?.units).toBeLessThan(190)
})

function half(): object {
  const serve = { split: [{ variant: 'warm', weightBps: 10_000 }], coverageBps: 5000 }
  return { id: 'half', serve }
}

function document(before: readonly object[], own: object = {}): object {
  const [rule] = QUESTION.flags.cta.rules
  const { words } = QUESTION.experiments
  return {
    ...QUESTION,
    attributes: { ...QUESTION.attributes, age: { type: 'number' } },
    segments: { germany: GERMANS },
    layers: { buttons: { salt: 'buttons' } },
    holdouts: { quiet: { salt: 'quiet', shareBps: 5000 } },
    experiments: { words: { ...words, covariates: ['bought'] } },
    flags: { cta: { ...QUESTION.flags.cta, rules: [...before, { ...rule, ...own }] } },
  }
}

async function plan(
  before: readonly object[],
  own: object,
  body: object = {},
): Promise<readonly [number, Planned]> {
  const put = await putRuleset(service, document(before, own))
  if (!put.ok) throw new Error(await put.text())
  const answer = await service.send('POST', PLAN, { body })
  return [answer.status, (await answer.json()) as Planned]
}
