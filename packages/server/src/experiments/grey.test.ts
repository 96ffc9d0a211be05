import { uuidV7 } from '@sluice/core/events'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { comeAndGo, postEvents, putRuleset, QUESTION, type Behaviour } from './testing/people.ts'
import { twoDays, type TwoDays } from './testing/two-days.ts'

const EXPERIMENT = '/v1/environments/shop/experiments/words'

const tenth: Behaviour = (_variant, index) => (index % 10 === 0 ? 20 : undefined)

interface Shown {
  readonly verdict: {
    readonly isGrey: boolean
    readonly grey: readonly { readonly code: string; readonly message: string }[]
  }
  readonly units: Readonly<Record<string, number>>
  readonly shares: Readonly<Record<string, number>>
  readonly segments: readonly {
    readonly values: readonly { readonly value: string }[]
    readonly hidden: number
  }[]
  readonly allocationVersion: number
  readonly allocations: readonly object[]
  readonly edits: readonly { readonly what: string; readonly actor: string }[]
  readonly analysis: { readonly notes: readonly string[]; readonly annotations: readonly object[] }
}

let service: TestService
let clock: TwoDays

beforeEach(async () => {
  clock = twoDays()
  service = await startTestService({ now: clock.now })
  await putRuleset(service, QUESTION)
  await comeAndGo(service, 20, tenth, { prefix: 'before' })
  await service.send('POST', `${EXPERIMENT}/plan`, { body: {} })
  const started = await service.send('POST', `${EXPERIMENT}/start`)
  if (started.status !== 200) throw new Error(await started.text())
})
afterEach(async () => service.close())

async function results(): Promise<Shown> {
  const answer = await service.send('GET', `${EXPERIMENT}/results`)
  expect(answer.status).toBe(200)
  return (await answer.json()) as Shown
}

async function archived(): Promise<unknown> {
  return (await service.send('GET', '/v1/environments/shop/experiment-archive/words')).json()
}

async function codes(): Promise<string[]> {
  return (await results()).verdict.grey.map(({ code }) => code)
}

async function patch(flag: object): Promise<void> {
  const path = '/v1/environments/shop/flags/cta'
  expect((await service.send('PATCH', path, { body: flag })).status).toBe(200)
}

function split(plain: number, more: object = {}): object {
  const shares = [
    { variant: 'plain', weightBps: plain },
    { variant: 'warm', weightBps: 10_000 - plain },
  ]
  return { rules: [{ id: 'halves', serve: { split: shares, ...more } }] }
}

it('is not grey when all is well', async () => {
  await comeAndGo(service, 200, tenth)
  expect(await codes()).toEqual([])
})

it('is grey when exposures of one variant are lost, and does not ship unless somebody acknowledges', async () => {
  const today = (): string => new Date().toISOString().slice(0, 10)
  const days = [today()]
  await comeAndGo(service, 700, tenth, {
    loses: (variant, index) => variant === 'warm' && index % 10 > 5,
  })
  const { verdict } = await results()
  // Midnight may have passed meanwhile.
  days.push(today())
  expect(verdict.grey[0]?.code).toBe('SAMPLE_RATIO_MISMATCH')
  expect(days).toContain((verdict.grey[0] as { since?: string }).since)
  const ship = { decision: 'ship', variant: 'warm', reason: 'We want it.' }
  const refused = await service.send('POST', `${EXPERIMENT}/decide`, { body: ship })
  expect([refused.status, await refused.json()]).toMatchObject([
    409,
    { code: 'VERDICT_GREY', grey: [{ code: 'SAMPLE_RATIO_MISMATCH' }] },
  ])
  clock.sleep()
  const body = { ...ship, acknowledge: true }
  expect((await service.send('POST', `${EXPERIMENT}/decide`, { body })).status).toBe(200)
  expect(await archived()).toMatchObject({ against: [{ code: 'SAMPLE_RATIO_MISMATCH' }] })
})

it('ships what is worse or does harm to nobody who does not insist, and keeps what was known', async () => {
  const worse: Behaviour = (variant, index) =>
    index % 10 < (variant === 'warm' ? 1 : 4) ? 20 : undefined
  await comeAndGo(service, 600, worse)
  clock.sleep()
  expect((await results()).verdict).toMatchObject({ decision: 'roll_back', isGrey: false })
  const ship = { decision: 'ship', variant: 'warm', reason: 'We want it.' }
  const refused = await service.send('POST', `${EXPERIMENT}/decide`, { body: ship })
  expect([refused.status, await refused.json()]).toMatchObject([
    409,
    {
      code: 'RESULTS_AGAINST',
      detail: expect.stringMatching(
        /^The results speak against "warm": "warm" is worse in bought: −\d+ % to −\d+ %\. Ship it all the same with "despiteResults": true\.$/,
      ),
      against: [{ code: 'PRIMARY_WORSE' }],
    },
  ])
  // Knowing of grey health is another thing than knowing of harm.
  const blind = { ...ship, acknowledge: true }
  expect((await service.send('POST', `${EXPERIMENT}/decide`, { body: blind })).status).toBe(409)
  const body = { ...ship, despiteResults: true }
  expect((await service.send('POST', `${EXPERIMENT}/decide`, { body })).status).toBe(200)
  expect(await archived()).toMatchObject({
    decision: 'ship',
    verdict: { decision: 'roll_back' },
    against: [{ code: 'PRIMARY_WORSE', message: expect.stringContaining('is worse in bought') }],
  })
})

it('goes back to the control without a question', async () => {
  const worse: Behaviour = (variant, index) =>
    index % 10 < (variant === 'warm' ? 1 : 4) ? 20 : undefined
  await comeAndGo(service, 400, worse)
  clock.sleep()
  const body = { decision: 'roll_back', reason: 'It is worse.' }
  expect((await service.send('POST', `${EXPERIMENT}/decide`, { body })).status).toBe(200)
})

it('is not grey for one session that lost a great deal, and is when one variant has many that lost', async () => {
  const warm: string[] = []
  await comeAndGo(service, 300, (variant, index) => {
    if (variant === 'warm') warm.push(`person-${index}`)
    return undefined
  })
  const numbered = (person: string, sequence: number): object => ({
    type: 'outcome',
    name: 'purchase',
    id: uuidV7(Date.now(), Math.random),
    units: { targetingKey: person },
    session: person,
    sequence,
    at: Date.now(),
    value: 20,
  })
  const [hostile = '', ...others] = warm
  await postEvents(service, [numbered(hostile, 900_000_000)])
  expect(await codes()).not.toContain('LOSS_DIFFERS')
  await postEvents(
    service,
    others.slice(0, 30).map((person) => numbered(person, 3)),
  )
  const { grey } = (await results()).verdict
  expect(grey.find(({ code }) => code === 'LOSS_DIFFERS')?.message).toMatch(
    /^\d+ % of the sessions with "warm" lost events after they had met it, and 0 % of those with the control; a session lost \d+ % of its events on average, and 0 % with the control\.$/,
  )
})

it('is grey when units met several variants, and counts none of them', async () => {
  await comeAndGo(service, 200, tenth)
  const { units, allocationVersion } = await results()
  const both = Array.from({ length: 5 }, (_, index) =>
    ['plain', 'warm'].map((variant) => ({
      type: 'exposure',
      id: uuidV7(Date.now(), Math.random),
      units: { targetingKey: `several-${index}` },
      session: 's',
      sequence: index + 1,
      at: Date.now(),
      flag: 'cta',
      variant,
      reason: 'SPLIT',
      phase: 'commit',
      weight: 1,
      contextHash: 'c',
      experiment: 'words',
      allocationVersion,
    })),
  ).flat()
  await postEvents(service, both)
  const { verdict, units: counted } = await results()
  expect(verdict.grey.map(({ code }) => code)).toEqual(['UNITS_IN_SEVERAL_VARIANTS'])
  expect(counted).toEqual(units)
})

it('is grey when nothing comes in for a primary metric, from everybody or from one variant', async () => {
  await comeAndGo(service, 300, () => undefined)
  expect(await codes()).toEqual(['METRIC_MISSING'])
  await comeAndGo(service, 300, (variant, index) => (variant === 'plain' ? index : undefined), {
    prefix: 'more',
  })
  const { verdict } = await results()
  expect(verdict.grey.map(({ message }) => message)).toEqual([
    expect.stringContaining('from "warm", and from others it did'),
  ])
})

it('is grey after an edit, counts the new allocation alone, and says who did what', async () => {
  await comeAndGo(service, 60, tenth)
  const before = await results()
  await patch(split(2000, { salt: 'words-again' }))
  await comeAndGo(service, 100, tenth, { prefix: 'after' })
  const after = await results()
  expect(after.verdict.grey.map(({ code }) => code)).toEqual(['EDITED_WHILE_RUNNING'])
  expect(after.allocations).toMatchObject([
    { shares: { plain: 0.5 } },
    { shares: { plain: 0.2, warm: 0.8 } },
  ])
  expect([before.shares, after.shares]).toEqual([
    { plain: 0.5, warm: 0.5 },
    { plain: 0.2, warm: 0.8 },
  ])
  expect(after.verdict.grey[0]?.message).toContain('may have seen another variant before')
  expect(after.allocationVersion).toBeGreaterThan(before.allocationVersion)
  expect(Object.values(after.units).reduce((sum, count) => sum + count, 0)).toBe(100)
  expect(after.edits).toMatchObject([{ what: 'allocation', actor: 'admin' }])
  expect(after.analysis.notes.join()).toContain('The plan was changed after it was registered')
})

it('is grey when who takes part is changed, and when a metric is defined anew', async () => {
  await patch({
    rules: [
      {
        id: 'first',
        when: { attribute: 'country', op: 'in', values: ['DE'] },
        serve: { variant: 'warm' },
      },
      ...((await ruleset()).flags.cta.rules as object[]),
    ],
  })
  const document = await ruleset()
  const bought = { ...QUESTION.metrics.bought, windowMs: 1000 }
  await putRuleset(service, { ...document, metrics: { ...QUESTION.metrics, bought } })
  expect(await codes()).toEqual(['EDITED_WHILE_RUNNING', 'METRIC_REDEFINED'])
})

it('is not grey when a text of a metric is corrected', async () => {
  const bought = { ...QUESTION.metrics.bought, title: 'Bought!', description: 'Anything.' }
  const owned = { ...bought, owner: 'till@example.com' }
  await putRuleset(service, {
    ...(await ruleset()),
    metrics: { ...QUESTION.metrics, bought: owned },
  })
  expect(await codes()).toEqual([])
})

it('stays grey for a metric that is another one when its rule splits no more', async () => {
  expect((await service.send('POST', `${EXPERIMENT}/stop`)).status).toBe(200)
  const bought = { ...QUESTION.metrics.bought, windowMs: 1000 }
  const document = await ruleset()
  await putRuleset(service, { ...document, metrics: { ...QUESTION.metrics, bought } })
  expect(await codes()).toEqual(['METRIC_REDEFINED'])
  await patch({ rules: [{ id: 'halves', serve: { variant: 'warm' } }] })
  expect(await codes()).toEqual(['METRIC_REDEFINED'])
})

it('goes on through a rollback to a version that has its rule', async () => {
  const path = '/v1/environments/shop/rollback'
  expect((await service.send('POST', path, { body: { toVersion: 1 } })).status).toBe(200)
  const { status } = (await (await service.send('GET', EXPERIMENT)).json()) as { status: unknown }
  expect(status).toBe('running')
  expect(await codes()).toContain('EDITED_WHILE_RUNNING')
})

it('leaves out values that few have, and one more where the rest could be subtracted', async () => {
  await comeAndGo(service, 200, tenth, {
    context: (index) => ({ country: index < 4 ? 'MC' : ['DE', 'FR', 'IE'][index % 3] }),
  })
  const [country] = (await results()).segments
  expect(country?.hidden).toBe(2)
  expect(JSON.stringify(await results())).not.toContain('MC')
  expect(country?.values).toHaveLength(2)
})

it('has what happened outside with every verdict', async () => {
  const day = new Date().toISOString().slice(0, 10)
  const path = '/v1/environments/shop/annotations'
  const { words } = QUESTION.experiments
  const document = await ruleset()
  const experiments = { ...document.experiments, other: words }
  expect((await putRuleset(service, { ...document, experiments })).status).toBe(200)
  for (const [title, experiment] of [
    ['Autumn <b>sale</b>', undefined],
    ['Only of another', 'other'],
  ]) {
    const body = { day, title, ...(experiment !== undefined && { experiment }) }
    expect((await service.send('POST', path, { as: 'qa', body })).status).toBe(201)
  }
  expect((await results()).analysis.annotations).toEqual([{ day, title: 'Autumn <b>sale</b>' }])
})

it('notes nothing for an experiment that there is not', async () => {
  const path = '/v1/environments/shop/annotations'
  const body = { day: '2026-11-20', title: 'Outage', experiment: 'nope' }
  const answer = await service.send('POST', path, { body })
  expect([answer.status, await answer.json()]).toMatchObject([
    404,
    { code: 'EXPERIMENT_NOT_FOUND', detail: expect.stringContaining('The ruleset has words.') },
  ])
  const { items } = (await (await service.send('GET', path)).json()) as { items: object[] }
  expect(items).toEqual([])
})

interface Document {
  readonly flags: { readonly cta: { readonly rules: unknown } }
  readonly experiments: object
}

async function ruleset(): Promise<Document> {
  const answer = await service.send('GET', '/v1/environments/shop/ruleset')
  return (await answer.json()) as Document
}
