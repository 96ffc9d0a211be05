import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'

const EXPERIMENT = '/v1/environments/shop/experiments/words'

interface Shown {
  readonly verdict: {
    readonly isGrey: boolean
    readonly grey: readonly { readonly code: string; readonly message: string }[]
  }
  readonly units: Readonly<Record<string, number>>
  readonly allocations: readonly object[]
  readonly edits: readonly object[]
}

const DOCUMENT = {
  ...QUESTION,
  segments: {
    europe: { any: [{ segment: 'germany' }, { attribute: 'country', op: 'in', values: ['FR'] }] },
    germany: { attribute: 'country', op: 'in', values: ['DE'] },
    elsewhere: { attribute: 'country', op: 'in', values: ['US'] },
  },
  layers: { buttons: { salt: 'buttons' }, pictures: { salt: 'pictures' } },
  holdouts: { nobody: { salt: 'nobody', shareBps: 100 } },
  flags: {
    deep: gate({ enabled: true }),
    shop: gate({ enabled: true, prerequisites: [{ flag: 'deep', variants: ['on'] }] }),
    other: gate({ enabled: true }),
    cta: {
      ...QUESTION.flags.cta,
      prerequisites: [{ flag: 'shop', variants: ['on'] }],
      rules: [
        {
          id: 'halves',
          when: { segment: 'europe' },
          serve: {
            ...QUESTION.flags.cta.rules[0]?.serve,
            layer: { name: 'buttons', fromBps: 0, toBps: 10_000 },
            holdout: 'nobody',
          },
        },
      ],
    },
  },
}

let service: TestService

beforeEach(async () => {
  service = await startTestService()
  await ok(await putRuleset(service, DOCUMENT))
  await comeAndGo(service, 20, tenth, { prefix: 'before' })
  await ok(await service.send('POST', `${EXPERIMENT}/plan`, { body: {} }))
  await ok(await service.send('POST', `${EXPERIMENT}/start`))
})
afterEach(async () => service.close())

it.each([
  ['segments', 'germany', { attribute: 'country', op: 'in', values: ['AT'] }, 'segment'],
  ['layers', 'buttons', { salt: 'again' }, 'layer'],
  ['holdouts', 'nobody', { salt: 'nobody', shareBps: 6000 }, 'holdout'],
  ['flags', 'shop', { ...DOCUMENT.flags.shop, enabled: false }, 'prerequisite'],
  ['flags', 'deep', { ...DOCUMENT.flags.deep, enabled: false }, 'prerequisite'],
  ['attributes', 'country', { type: 'list', stored: true }, 'attribute'],
])('is grey when %s.%s is changed, and says who did', async (section, name, value, what) => {
  await change(section, name, value)
  const { verdict, edits } = await results()
  expect(edits).toContainEqual(expect.objectContaining({ what, name, actor: 'admin' }))
  expect(new Set(verdict.grey.map(({ code }) => code))).toEqual(new Set(['EDITED_WHILE_RUNNING']))
  expect(verdict.grey.map(({ message }) => message).join()).toContain(
    `the ${what} "${name}", first by admin`,
  )
})

it.each([
  ['segments', 'elsewhere', { attribute: 'country', op: 'in', values: ['AT'] }],
  ['layers', 'pictures', { salt: 'again' }],
  ['layers', 'buttons', { salt: 'buttons', description: 'All buttons.' }],
  ['flags', 'other', gate({ enabled: false })],
  ['flags', 'shop', { ...DOCUMENT.flags.shop, title: 'The shop' }],
])('is not grey when %s.%s is changed, which decides nothing', async (section, name, value) => {
  await change(section, name, value)
  const { verdict, edits } = await results()
  expect([verdict.grey, edits]).toEqual([[], []])
})

it('counts those who come after a layer was given another salt', async () => {
  await comeAndGo(service, 30, tenth)
  await change('layers', 'buttons', { salt: 'again' })
  await comeAndGo(service, 40, tenth, { prefix: 'after' })
  const { units, allocations } = await results()
  expect(allocations).toHaveLength(2)
  const counted = Object.values(units).reduce((sum, count) => sum + count, 0)
  expect(counted).toBeGreaterThan(35)
})

it('is grey after a kill, also when the flag is on again', async () => {
  const path = '/v1/environments/shop/flags/cta'
  await ok(
    await service.send('PATCH', path, {
      body: { enabled: false },
      headers: { 'Sluice-Reason': 'It flickers.' },
    }),
  )
  expect((await results()).verdict.grey[0]?.message).toContain('by admin, and is off since')
  await ok(await service.send('PATCH', path, { body: { enabled: true } }))
  const { verdict, edits } = await results()
  expect(verdict.grey).toMatchObject([{ code: 'EDITED_WHILE_RUNNING' }])
  expect(verdict.grey[0]?.message).toContain('and on again later')
  expect(edits).toMatchObject([{ what: 'off', reason: 'It flickers.' }, { what: 'on' }])
})

it('is grey when pages get its flag no more', async () => {
  const path = '/v1/environments/shop/flags/cta'
  await ok(await service.send('PATCH', path, { body: { serverOnly: true } }))
  const { verdict, edits } = await results()
  expect(edits).toMatchObject([{ what: 'serverOnly', actor: 'admin' }])
  expect(verdict.grey).toMatchObject([
    { message: 'Who takes part was changed while it ran: serverOnly, first by admin.' },
  ])
})

it.each([{ policy: 'off' }, { policy: 'visible' }, { sampleBps: 5000 }])(
  'is grey when others are recorded than before: %o',
  async (exposure) => {
    const path = '/v1/environments/shop/flags/cta'
    await ok(await service.send('PATCH', path, { body: { exposure } }))
    const { verdict, edits } = await results()
    expect(edits).toMatchObject([{ what: 'exposure', actor: 'admin' }])
    expect(verdict.grey).toMatchObject([
      {
        code: 'EDITED_WHILE_RUNNING',
        message: 'Who is counted was changed while it ran: exposure, first by admin.',
      },
    ])
  },
)

it('tells what those get who take no part, without a grey verdict', async () => {
  const path = '/v1/environments/shop/flags/cta'
  await ok(await service.send('PATCH', path, { body: { defaultVariant: 'warm' } }))
  const { verdict, edits } = await results()
  expect([verdict.grey, edits]).toMatchObject([[], [{ what: 'default' }]])
})

it('sees a change after a hundred that changed nothing', async () => {
  const path = '/v1/environments/shop/flags/cta'
  for (let count = 0; count < 101; count++)
    await ok(await service.send('PATCH', path, { body: { title: `Button ${count}` } }))
  const [rule] = DOCUMENT.flags.cta.rules
  const rules = [{ ...rule, serve: { ...rule?.serve, coverageBps: 1000 } }]
  await ok(await service.send('PATCH', path, { body: { rules } }))
  const { verdict, edits } = await results()
  expect(edits).toContainEqual(expect.objectContaining({ what: 'coverage' }))
  expect(verdict.isGrey).toBe(true)
})

function gate(more: object) {
  return {
    kind: 'release',
    type: 'boolean',
    variants: { on: true, off: false },
    defaultVariant: 'off',
    rules: [{ id: 'all', serve: { variant: 'on' } }],
    ...more,
  }
}

function tenth(_variant: string, index: number): number | undefined {
  return index % 10 === 0 ? 20 : undefined
}

async function change(section: string, name: string, value: object): Promise<void> {
  const answer = await service.send('GET', '/v1/environments/shop/ruleset')
  const document = (await answer.json()) as Record<string, object>
  const changed = { ...document, [section]: { ...document[section], [name]: value } }
  await ok(await putRuleset(service, changed))
}

async function results(): Promise<Shown> {
  return (await ok(await service.send('GET', `${EXPERIMENT}/results`))) as Shown
}

async function ok(answer: Response): Promise<unknown> {
  const body: unknown = await answer.json()
  if (!answer.ok) throw new Error(JSON.stringify(body))
  return body
}
