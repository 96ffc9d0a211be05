import { kaplanMeier } from '@sluice/stats'
import { expect, it } from 'vitest'
import { measureQuantile, measureTimes, type ApartStore } from './measure-apart.ts'

const QUESTION = {
  environment: 'shop',
  flag: 'cta',
  unit: 'targetingKey',
  from: 0,
  to: 9,
  until: 9,
}
const TIMES = {
  kind: 'time_to_event',
  outcome: 'purchase',
  horizonMs: 1_000,
  direction: 'lower_is_better',
} as const

/** A store that was asked about 300 people, of whom every third bought after 500 ms. */
function sampled(weight: number): ApartStore {
  const step = { variant: 'warm', segment: undefined }
  return {
    metrics: async () => Promise.reject(new Error('not asked')),
    timeToOutcome: async () => [
      { ...step, timeMs: 500, events: 100 * weight, censored: 0, weightSquares: 100 * weight ** 2 },
      {
        ...step,
        timeMs: 1_000,
        events: 0,
        censored: 200 * weight,
        weightSquares: 200 * weight ** 2,
      },
    ],
  }
}

it.each([1, 10, 10_000 / 3_000])(
  'knows times of no more people than there were, each of a weight of %d',
  async (weight) => {
    const { warm } = await measureTimes(sampled(weight), QUESTION, TIMES)
    if (warm === undefined) throw new Error('no times')
    expect(warm.times).toHaveLength(300)
    const plain = (await measureTimes(sampled(1), QUESTION, TIMES))['warm']
    expect(kaplanMeier(warm)).toEqual(plain && kaplanMeier(plain))
  },
)

it('takes the mean page of somebody for a vital, and all that an outcome adds up to', async () => {
  const asked: unknown[] = []
  const store = {
    metrics: async (_: unknown, metrics: readonly { readonly each?: string }[]) => {
      asked.push(metrics[0]?.each)
      return { quantiles: [] }
    },
  } as unknown as ApartStore
  const quantile = { kind: 'quantile', probability: 0.75, direction: 'lower_is_better' } as const
  await measureQuantile(store, QUESTION, { ...quantile, vital: 'lcp' })
  await measureQuantile(store, QUESTION, { ...quantile, outcome: 'purchase' })
  expect(asked).toEqual(['mean', undefined])
})
