import { expect, it } from 'vitest'
import type { Metric } from '../query/questions.ts'
import { exposure, outcome, unit } from './events.ts'
import { type TestStore, analysis, nextEnvironment } from './test-store.ts'

/** What rounding must not make of figures. */
export function roundsNothingAway(testStore: () => Promise<TestStore>): void {
  it('keeps a deviation of 1 at a mean of 1e9', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const people = ['a', 'b', 'c', 'd'].map((name) => ({ targetingKey: unit(name) }))
    await spool.append(
      people.flatMap((units, at) => [
        exposure({ environment, units, attributes: { country: `${at % 3}` } }),
        outcome({ environment, units, value: 1e9 + at }),
      ]),
    )
    const { statistics } = await store.metrics(analysis({ environment }), [
      { name: 'sum', kind: 'sum', outcome: 'purchase' },
    ])
    expect(statistics[0]?.moments.mean).toEqual([1e9 + 1.5])
    expect(statistics[0]?.moments.covariance[0]?.[0]).toBeCloseTo(5 / 3, 6)
    const { all } = await store.metricsBy(
      analysis({ environment }),
      [{ name: 'sum', kind: 'sum', outcome: 'purchase' }],
      [{ attribute: 'country' }],
    )
    const [merged] = all[0]?.statistics ?? []
    expect(merged?.moments.mean).toEqual([1e9 + 1.5])
    expect(merged?.moments.covariance[0]?.[0]).toBeCloseTo(5 / 3, 6)
  })

  it('has exactly zero of what no unit of a variant has, whatever the others have', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const people = Array.from({ length: 122 }, (_, at) => ({ targetingKey: unit(`p${at}`) }))
    await spool.append(
      people.flatMap((units, at) =>
        at % 2 === 0
          ? [
              exposure({ environment, units }),
              outcome({ environment, units, name: 'paint', value: 1200.3 + at ** 2 / 3 }),
              outcome({ environment, units, value: 1 }),
            ]
          : [
              exposure({ environment, units, variant: 'slow' }),
              outcome({ environment, units, value: 2 + (at % 3) }),
            ],
      ),
    )
    const metrics: Metric[] = [
      { name: 'paint', kind: 'mean', outcome: 'paint' },
      { name: 'painted', kind: 'sum', outcome: 'paint' },
      {
        name: 'each',
        kind: 'ratio',
        numerator: { outcome: 'purchase', take: 'sum' },
        denominator: { outcome: 'paint', take: 'count' },
      },
    ]
    const { all } = await store.metricsBy(analysis({ environment }), metrics, [])
    const [paint, painted, each] = all.find(({ variant }) => variant === 'slow')?.statistics ?? []
    const none = [
      [0, 0],
      [0, 0],
    ]
    expect(paint?.moments).toMatchObject({ units: 61, mean: [0, 0], covariance: none })
    expect(painted?.moments).toMatchObject({ units: 61, mean: [0], covariance: [[0]] })
    expect(each?.moments.mean[0]).toBeCloseTo(3, 12)
    expect(each?.moments.mean[1]).toBe(0)
    expect(each?.moments.covariance).toEqual([
      [expect.any(Number), 0],
      [0, 0],
    ])
  })
}
