import { expect, it } from 'vitest'
import type { Metric } from '../query/questions.ts'
import type { StoredEvent } from '../stored-event.ts'
import { START, exposure, outcome, unit } from './events.ts'
import { type TestStore, analysis, nextEnvironment } from './test-store.ts'

/** The units that move a metric most, and a metric without them. */
export function tellsExtremes(testStore: () => Promise<TestStore>): void {
  it('tells the units that move a metric most to either side, and what is left without them', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const events: StoredEvent[] = []
    const come = (name: string, variant: string, values: readonly number[], at = START): void => {
      const own = { environment, units: { targetingKey: unit(name) } }
      events.push(exposure({ ...own, variant, at }))
      for (const value of values) events.push(outcome({ ...own, value, at: at + 1 }))
    }
    come('c-none', 'control', [])
    come('c-one', 'control', [1])
    come('c-ten', 'control', [4, 6])
    come('u-low', 'urgent', [-7])
    come('u-two', 'urgent', [2])
    come('u-big', 'urgent', [1e12])
    // As much for each as anybody else, only more often.
    come('u-often', 'urgent', [2, 2, 2, 2], START + 5)
    await spool.append(events)
    const asked = analysis({ environment })
    const spent: Metric = { name: 'spent', kind: 'sum', outcome: 'purchase' }
    const names = async (question: object, metric = spent): Promise<unknown> => {
      const found = await store.extremes(asked, { metric, most: 2, end: 'highest', ...question })
      return found.map((one) => [Buffer.from(one.unit, 'hex').toString(), one.variant, one.value])
    }
    const padded = (name: string): string => name.padEnd(8, '.').slice(0, 8)
    expect(await names({})).toEqual([
      [padded('c-ten'), 'control', 10],
      [padded('c-one'), 'control', 1],
      [padded('u-big'), 'urgent', 1e12],
      [padded('u-often'), 'urgent', 8],
    ])
    expect(await names({ end: 'lowest' })).toEqual([[padded('u-low'), 'urgent', -7]])
    expect(await names({ since: START + 1 })).toEqual([[padded('u-often'), 'urgent', 8]])
    const mean: Metric = { name: 'each', kind: 'mean', outcome: 'purchase' }
    expect(await names({ expected: 2, most: 1 }, mean)).toEqual([
      [padded('c-ten'), 'control', 6],
      [padded('u-big'), 'urgent', 1e12 - 2],
    ])
    const bounded = { ...spent, bounds: { upper: 9 } }
    expect(await names({ most: 1 }, bounded)).toEqual([
      [padded('c-ten'), 'control', 9],
      [padded('u-big'), 'urgent', 9],
    ])
    const withoutUnits = [unit('u-big'), unit('c-none')]
    const { all } = await store.metricsBy({ ...asked, withoutUnits }, [spent], [])
    expect(all).toMatchObject([
      { variant: 'control', units: 2, statistics: [{ moments: { mean: [5.5] } }] },
      { variant: 'urgent', units: 3, statistics: [{ moments: { mean: [1] } }] },
    ])
    // Exact, as what is left out was never added.
    expect(all[1]?.statistics[0]?.moments.covariance[0]?.[0]).toBeCloseTo(57, 9)
    await expect(
      store.metricsBy({ ...asked, withoutUnits: ['1) or (1=1'] }, [spent], []),
    ).rejects.toMatchObject({ code: 'INVALID_QUESTION' })
    await expect(names({ most: 0 })).rejects.toMatchObject({ code: 'INVALID_QUESTION' })
  })
}
