import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'

const EXPERIMENT = '/v1/environments/shop/experiments/words'
const { cta } = QUESTION.flags
const SERVE = {
  ...cta.rules[0]?.serve,
  layer: { name: 'buttons', fromBps: 0, toBps: 10_000 },
  holdout: 'nobody',
}
const RULE = { id: 'halves', when: { segment: 'europe' }, serve: SERVE }
const BASE = {
  type: 'boolean',
  kind: 'release',
  variants: { on: true, off: false },
  defaultVariant: 'on',
}

const DOCUMENT = {
  ...QUESTION,
  segments: {
    europe: { any: [{ segment: 'germany' }, { attribute: 'country', op: 'in', values: ['FR'] }] },
    germany: { attribute: 'country', op: 'in', values: ['DE'] },
    elsewhere: { attribute: 'country', op: 'in', values: ['US'] },
  },
  layers: { buttons: { salt: 'buttons' } },
  holdouts: { nobody: { salt: 'nobody', shareBps: 100 } },
  flags: {
    base: BASE,
    cta: { ...cta, prerequisites: [{ flag: 'base', variants: ['on'] }], rules: [RULE] },
  },
}

let service: TestService

beforeAll(async () => {
  service = await startTestService()
  await put({})
  await comeAndGo(service, 200, (_variant, index) => (index % 10 === 0 ? 20 : undefined))
})
afterAll(async () => service.close())

async function put(change: Readonly<Record<string, object>>): Promise<void> {
  const answer = await putRuleset(service, { ...DOCUMENT, ...change })
  if (!answer.ok) throw new Error(await answer.text())
}

async function send(verb: 'plan' | 'start'): Promise<readonly [number, unknown]> {
  const answer = await service.send('POST', `${EXPERIMENT}/${verb}`, { body: {} })
  return [answer.status, await answer.json()]
}

function withCta(own: object): Readonly<Record<string, object>> {
  return { flags: { ...DOCUMENT.flags, cta: { ...DOCUMENT.flags.cta, ...own } } }
}

const { europe, elsewhere } = DOCUMENT.segments
const germany = { attribute: 'country', op: 'in', values: ['ZZ'] }

it.each([
  [{ segments: { europe, elsewhere, germany } }, 'the segment "germany"'],
  [{ holdouts: { nobody: { salt: 'nobody', shareBps: 9900 } } }, 'the holdout "nobody"'],
  [{ layers: { buttons: { salt: 'again' } } }, 'the layer "buttons"'],
  [withCta({ serverOnly: true }), 'whether pages get its flag ("serverOnly")'],
  [
    { attributes: { ...QUESTION.attributes, country: { type: 'list', stored: true } } },
    'the attribute "country"',
  ],
  [withCta({ rules: [{ ...RULE, serve: { ...SERVE, coverageBps: 100 } }] }), 'its coverage'],
  [
    withCta({ rules: [{ ...RULE, when: { segment: 'germany' } }] }),
    'its condition, its window, what it requires or a rule before it, the segment "europe"',
  ],
  [
    withCta({
      rules: [{ ...RULE, serve: { ...SERVE, layer: { name: 'buttons', fromBps: 0, toBps: 100 } } }],
    }),
    'its slot of the layer',
  ],
  [withCta({ exposure: { sampleBps: 100 } }), 'what its flag records of exposures'],
])(
  'is not started when others would take part than it was planned for: %#',
  async (change, what) => {
    await put({})
    expect((await send('plan'))[0]).toBe(200)
    await put(change)
    expect(await send('start')).toMatchObject([
      412,
      {
        code: 'EXPERIMENT_CHANGED',
        detail: `Who takes part in "words" was changed since it was planned: ${what}. Plan it again.`,
      },
    ])
  },
)

it('is started when nothing changed that planning counted by', async () => {
  await put({})
  expect((await send('plan'))[0]).toBe(200)
  await put({
    segments: { ...DOCUMENT.segments, elsewhere: germany },
    flags: {
      base: { ...BASE, title: 'The shop', rules: [{ id: 'all', serve: { variant: 'on' } }] },
      cta: { ...DOCUMENT.flags.cta, title: 'The button', defaultVariant: 'warm' },
    },
  })
  expect((await send('start'))[0]).toBe(200)
})
