import { expect, it } from 'vitest'
import type { StoredEvent } from '../stored-event.ts'
import { DAY, START, exposure, outcome, unit } from './events.ts'
import { type TestStore, analysis, nextEnvironment } from './test-store.ts'

/** What experiments that share units ask. */
export function tellsExperimentsApart(testStore: () => Promise<TestStore>): void {
  it('groups units by the variant that they have met in another experiment', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const other = { environment, flag: 'hero', experiment: 'picture' }
    const meets = (name: string, variants: readonly string[], more: object = {}): StoredEvent[] => {
      const units = { targetingKey: unit(name) }
      return [
        exposure({ environment, units, variant: name < 'c' ? 'control' : 'urgent' }),
        ...variants.map((variant) => exposure({ ...other, units, variant, ...more })),
        outcome({ environment, units, value: 2 }),
      ]
    }
    await spool.append([
      ...meets('a', ['pot']),
      // Met it days before, and so was in it all the time.
      ...meets('b', ['letter'], { at: START - 3 * DAY }),
      ...meets('c', ['letter']),
      ...meets('d', ['letter', 'pot']),
      ...meets('e', ['letter'], { at: START - 9 * DAY }),
      ...meets('f', ['letter'], { experiment: 'another' }),
      ...meets('g', []),
    ])
    const { all, groups } = await store.metricsBy(
      analysis({ environment }),
      [{ name: 'spent', kind: 'sum', outcome: 'purchase' }],
      [{ experiment: 'picture', flag: 'hero', since: START - 4 * DAY }],
    )
    expect(all).toMatchObject([
      { variant: 'control', units: 2 },
      { variant: 'urgent', units: 5 },
    ])
    const counted = groups[0]?.map(({ value, variants }) => [
      value,
      Object.fromEntries(variants.map(({ variant, units }) => [variant, units])),
    ])
    expect(counted).toEqual([
      ['', { urgent: 4 }],
      ['letter', { control: 1, urgent: 1 }],
      ['pot', { control: 1 }],
    ])
    expect(groups[0]?.[1]?.variants[0]?.statistics[0]?.moments).toMatchObject({ mean: [2] })
  })
}
