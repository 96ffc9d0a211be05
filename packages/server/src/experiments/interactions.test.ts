import { uuidV7 } from '@sluice/core/events'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { postEvents, putRuleset, QUESTION } from './testing/people.ts'
import { twoDays, type TwoDays } from './testing/two-days.ts'

const { words } = QUESTION.experiments
const { cta } = QUESTION.flags
const halves = (variants: readonly string[], more: object = {}) => [
  {
    id: 'halves',
    serve: { split: variants.map((variant) => ({ variant, weightBps: 5000 })), ...more },
  },
]

/** The question of the button, and beside it one about the picture on the same page. */
const BOTH = {
  ...QUESTION,
  experiments: {
    words: { ...words, secondary: [], covariates: [] },
    picture: { ...words, flag: 'hero', control: 'pot', secondary: [], covariates: [] },
  },
  flags: {
    cta,
    hero: {
      ...cta,
      variants: { pot: 'pot', letter: 'letter' },
      defaultVariant: 'pot',
      rules: halves(['pot', 'letter']),
    },
  },
}

/** Both of them apart, by slots of one layer. */
const LAYERED = {
  ...BOTH,
  layers: { page: {} },
  flags: {
    cta: {
      ...cta,
      rules: halves(['plain', 'warm'], { layer: { name: 'page', fromBps: 0, toBps: 5000 } }),
    },
    hero: {
      ...BOTH.flags.hero,
      rules: halves(['pot', 'letter'], { layer: { name: 'page', fromBps: 5000, toBps: 10_000 } }),
    },
  },
}

interface Row {
  readonly experiment: string
  readonly metric: string
  readonly treatment: string
  readonly otherTreatment: string
  readonly units: number
  readonly difference: { readonly estimate?: number; readonly refused?: string }
  readonly adjustedP?: number
  readonly isThere: boolean
}

let service: TestService
let clock: TwoDays
beforeEach(async () => {
  clock = twoDays()
  service = await startTestService({ now: clock.now })
})
afterEach(async () => service.close())

async function begin(document: object, keys = ['words', 'picture']): Promise<void> {
  expect((await putRuleset(service, document)).status).toBe(200)
  await visits(20, 'before', () => true)
  for (const key of keys) {
    for (const step of ['plan', 'start']) {
      const path = `/v1/environments/shop/experiments/${key}/${step}`
      const answer = await service.send('POST', path, step === 'plan' ? { body: {} } : {})
      if (answer.status !== 200) throw new Error(await answer.text())
    }
  }
  clock.sleep()
}

/** Lets people come to the page, see both, and buy or not. */
async function visits(
  people: number,
  prefix: string,
  buys: (both: { warm: boolean; letter: boolean }, index: number) => boolean,
): Promise<void> {
  const events: object[] = []
  for (let index = 0; index < people; index++) {
    const targetingKey = `${prefix}-${index}`
    const answer = await service.send('POST', '/ofrep/v1/evaluate/flags', {
      as: 'server',
      body: { context: { targetingKey } },
    })
    const { flags } = (await answer.json()) as {
      flags: { key: string; variant: string; metadata: object }[]
    }
    const at = Date.now()
    let sequence = 0
    const event = (more: object): object => ({
      id: uuidV7(at, Math.random),
      units: { targetingKey },
      session: targetingKey,
      sequence: ++sequence,
      at,
      ...more,
    })
    const seen = { reason: 'SPLIT', phase: 'commit', weight: 1, contextHash: 'c' }
    for (const { key, variant, metadata } of flags) {
      events.push(event({ ...seen, type: 'exposure', flag: key, variant, ...metadata }))
    }
    const got = (variant: string): boolean => flags.some((flag) => flag.variant === variant)
    if (buys({ warm: got('warm'), letter: got('letter') }, index)) {
      events.push(event({ type: 'outcome', name: 'purchase', value: 20, at: at + 1 }))
    }
  }
  await postEvents(service, events)
}

async function interactions(key: string): Promise<Row[]> {
  const answer = await service.send('GET', `/v1/environments/shop/experiments/${key}/results`)
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { interactions: Row[] }).interactions
}

it('finds two experiments that change the effect of each other, also when one is over', async () => {
  await begin(BOTH)
  await visits(1_000, 'person', ({ warm, letter }, index) => index % 10 < (warm && letter ? 8 : 3))
  const [found, ...others] = await interactions('words')
  expect(others).toEqual([])
  expect(found).toMatchObject({
    experiment: 'picture',
    metric: 'bought',
    treatment: 'warm',
    otherTreatment: 'letter',
    units: 1_000,
    isThere: true,
  })
  expect(found?.difference.estimate).toBeGreaterThan(0.4)
  expect(found?.difference.estimate).toBeLessThan(0.6)
  expect(found?.adjustedP).toBeLessThan(0.001)
  expect(await interactions('picture')).toMatchObject([
    { experiment: 'words', treatment: 'letter', otherTreatment: 'warm', isThere: true },
  ])

  const body = { decision: 'end', reason: 'Seen enough.', acknowledge: true }
  const path = '/v1/environments/shop/experiments/picture/decide'
  expect((await service.send('POST', path, { body })).status).toBe(200)
  expect(await interactions('words')).toMatchObject([{ experiment: 'picture', isThere: true }])
})

it('finds none where effects add up, and says so where too few are in both', async () => {
  await begin(BOTH)
  await visits(100, 'early', (_both, index) => index % 2 === 0)
  expect(await interactions('words')).toMatchObject([
    { difference: { refused: 'insufficient_data' }, isThere: false },
  ])
  await visits(
    900,
    'person',
    ({ warm, letter }, index) => index % 10 < 2 + (warm ? 3 : 0) + (letter ? 3 : 0),
  )
  const [found] = await interactions('words')
  expect(found?.isThere).toBe(false)
  expect(Math.abs(found?.difference.estimate ?? 1)).toBeLessThan(0.15)
})

it('asks nothing of experiments that share no unit', async () => {
  await begin(LAYERED)
  await visits(60, 'person', (_both, index) => index % 2 === 0)
  expect(await interactions('words')).toEqual([])
})

it('asks about the latest five, and names those that it leaves out', async () => {
  const others = ['a', 'b', 'c', 'd', 'e', 'f']
  const picture = BOTH.experiments.picture
  const document = {
    ...BOTH,
    experiments: {
      words: BOTH.experiments.words,
      ...Object.fromEntries(others.map((key) => [key, { ...picture, flag: `hero-${key}` }])),
    },
    flags: {
      cta,
      ...Object.fromEntries(others.map((key) => [`hero-${key}`, BOTH.flags.hero])),
    },
  }
  await begin(document, ['words', ...others])
  await visits(60, 'person', (_both, index) => index % 2 === 0)
  const answer = await service.send('GET', '/v1/environments/shop/experiments/words/results')
  const { interactions: found, unasked } = (await answer.json()) as {
    interactions: Row[]
    unasked: string[]
  }
  const asked = new Set(found.map(({ experiment }) => experiment))
  expect([asked.size, unasked.length]).toEqual([5, 1])
  expect([...asked, ...unasked].toSorted()).toEqual(others)
})
