import type { GroupUnits } from '@sluice/events'
import { expect, it } from 'vitest'
import { measureUnits, type MeasureStore } from './measure-units.ts'

const QUESTION = {
  environment: 'shop',
  flag: 'cta',
  unit: 'targetingKey',
  from: 0,
  to: 9,
  until: 9,
}
const BOUGHT = { kind: 'conversion', outcome: 'order', direction: 'higher_is_better' } as const
const METRICS = { bought: BOUGHT, paid: { ...BOUGHT, sentBy: 'server' } } as const

const of = (metric: string, units: number): GroupUnits[] => [
  {
    variant: 'on',
    units,
    statistics: [
      {
        metric,
        components: ['value'],
        active: 1,
        moments: { units, weight: units, weightSquares: units, mean: [0.5], covariance: [[0.25]] },
      },
    ],
  },
]

/** A store in which pages tell of 100 people in each country, and servers of some of them. */
function storeOf(byServers: Readonly<Record<string, number>>): MeasureStore {
  return {
    async metricsBy(analysis) {
      const isSent = analysis.sentBy === 'server'
      const name = isSent ? 'paid' : 'bought'
      const groups = ['DE', 'FR'].map((value) => ({
        value,
        variants: of(name, isSent ? (byServers[value] ?? 0) : 100),
      }))
      return { all: of(name, 200), groups: [groups], unitsInSeveralVariants: 0 }
    },
  }
}

it.each([
  [{ DE: 60, FR: 40 }, ['bought', 'paid']],
  [{ DE: 60, FR: 3 }, ['bought']],
])('tells of segments what servers sent of %j, where no few are told by it', async (sent, told) => {
  const parts = { segments: ['country'] }
  const { segments, metrics } = await measureUnits(storeOf(sent), QUESTION, METRICS, parts)
  expect(Object.keys(metrics)).toEqual(['bought', 'paid'])
  for (const { metrics: own } of segments['country'] ?? []) expect(Object.keys(own)).toEqual(told)
  expect(segments['country']).toHaveLength(2)
})
