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

  it.each([1e6, 1e9, 1.79e12])(
    'keeps the deviations of everybody else when one unit, or a whole variant, says %s',
    async (much) => {
      const { spool, store } = await testStore()
      const { environment } = nextEnvironment()
      const countries = ['de', 'fr', 'it', 'se']
      const people = Array.from({ length: 240 }, (_, at) => ({
        units: { targetingKey: unit(`p${at}`) },
        variant: at % 3 === 0 ? 'control' : 'treatment',
        country: countries[at % 4] ?? '',
        value: (at === 1 ? much : 0) + ((at * 7) % 11),
        raised: (at % 3 === 0 ? 0 : much) + ((at * 5) % 7),
      }))
      await spool.append(
        people.flatMap(({ units, variant, country, value, raised }) => [
          exposure({ environment, units, variant, attributes: { country } }),
          outcome({ environment, units, value }),
          outcome({ environment, units, name: 'raised', value: raised }),
        ]),
      )
      const { all, groups } = await store.metricsBy(
        analysis({ environment }),
        [
          { name: 'value', kind: 'sum', outcome: 'purchase' },
          { name: 'raised', kind: 'sum', outcome: 'raised' },
        ],
        [{ attribute: 'country' }],
      )
      const close = (told: number | undefined, of: readonly number[]): void => {
        const truth = varianceOf(of)
        expect(Math.abs((told ?? Number.NaN) / truth - 1)).toBeLessThan(1e-6)
      }
      const variance = (of: typeof all, name: string, at: number): number | undefined =>
        of.find(({ variant }) => variant === name)?.statistics[at]?.moments.covariance[0]?.[0]
      for (const name of ['control', 'treatment']) {
        const own = people.filter(({ variant }) => variant === name)
        close(
          variance(all, name, 0),
          own.map(({ value }) => value),
        )
        // What a number of this size has left of its last digit.
        if (much < 1e12)
          close(
            variance(all, name, 1),
            own.map(({ raised }) => raised),
          )
        for (const { value: country, variants } of groups[0] ?? []) {
          const theirs = own.filter((person) => person.country === country)
          close(
            variance(variants, name, 0),
            theirs.map(({ value }) => value),
          )
        }
      }
    },
  )

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

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return squares / (values.length - 1)
}
