import { describe, expect, it } from 'vitest'
import { normalUpperTail } from '../distributions/normal.ts'
import { crossingProbabilities, groupSequentialBounds, readLook } from './group-sequential.ts'
import { checkFractions, spentAlpha } from './spending.ts'

describe('groupSequentialBounds', () => {
  const fractions = [0.2, 0.4, 0.6, 0.8, 1]

  // ldbounds in R: ldBounds(t, iuse = c(1, 1), alpha = c(0.025, 0.025)), and in DeMets, Lan (1994).
  it("matches O'Brien and Fleming's boundaries of DeMets and Lan (1994) for five looks", () => {
    const expected = [4.8769, 3.3569, 2.6803, 2.2898, 2.031]
    const { bounds } = groupSequentialBounds({ fractions })
    for (const [look, bound] of expected.entries()) expect(bounds[look]).toBeCloseTo(bound, 3)
  })

  it('matches Pocock boundaries of DeMets and Lan (1994) for five looks', () => {
    const expected = [2.438, 2.4268, 2.4102, 2.3966, 2.3859]
    const { bounds } = groupSequentialBounds({ fractions, spending: 'pocock' })
    for (const [look, bound] of expected.entries()) expect(bounds[look]).toBeCloseTo(bound, 3)
  })

  it('spends all of alpha and no more, also over fifty looks and a last one before the end', () => {
    const many = Array.from({ length: 50 }, (_, index) => (index + 1) / 50)
    for (const spending of ['obrien_fleming', 'pocock', { power: 3 }] as const) {
      for (const looks of [fractions, many, [0.3, 0.7]]) {
        const design = groupSequentialBounds({ fractions: looks, spending })
        const spent = crossingProbabilities(design, 0).reduce((sum, p) => sum + p, 0)
        expect(spent).toBeCloseTo(spentAlpha(spending, 0.025, looks.at(-1) ?? 0), 9)
      }
    }
  })

  it('spends what Lan and DeMets (1983) have for each of the functions', () => {
    expect(spentAlpha({ power: 2 }, 0.025, 0.5)).toBeCloseTo(0.025 / 4, 15)
    expect(spentAlpha({ power: 3 }, 0.025, 0.5)).toBeCloseTo(0.025 / 8, 15)
    expect(spentAlpha('pocock', 0.025, 0.5)).toBeCloseTo(0.025 * Math.log((1 + Math.E) / 2), 15)
    // 2 (1 - Φ(2.241402727604947 / √0.5))
    expect(spentAlpha('obrien_fleming', 0.025, 0.5)).toBeCloseTo(0.0015253229, 9)
    for (const spending of ['pocock', 'obrien_fleming', { power: 2 }] as const) {
      for (const late of [1, 1.3]) expect(spentAlpha(spending, 0.025, late)).toBeCloseTo(0.025, 15)
    }
    expect(() => spentAlpha({ power: 0 }, 0.025, 0.5)).toThrow('power is 0')
    expect(() => spentAlpha('pocock', 0.025, 0)).toThrow('t is 0')
  })

  it('takes looks that are a ten-thousandth apart, and none that are closer', () => {
    expect(() => checkFractions([0.5, 0.5 * 1.0001])).not.toThrow()
    expect(() => checkFractions([0.5, 0.5 * 1.00009])).toThrow('fractions[1]')
    expect(() => checkFractions([0])).toThrow('fractions[0]')
  })

  it('says what has been spent up to each look, and what each look alone may', () => {
    const { spent, nominalAlphas, bounds, settings } = groupSequentialBounds({ fractions })
    expect(settings).toEqual({ alpha: 0.05, side: 'two_sided', spending: 'obrien_fleming' })
    expect(spent.at(-1)).toBeCloseTo(0.025, 12)
    for (const [look, alpha] of nominalAlphas.entries()) {
      expect(alpha).toBeCloseTo(2 * normalUpperTail(bounds[look] as number), 15)
    }
    const one = groupSequentialBounds({ fractions, side: 'greater', alpha: 0.025 })
    expect(one.bounds).toEqual(bounds)
    expect(one.nominalAlphas[4]).toBeCloseTo((nominalAlphas[4] as number) / 2, 15)
    expect(() => crossingProbabilities({ fractions, bounds: [2] }, 0)).toThrow('5 fractions and 1')
    expect(() => crossingProbabilities({ fractions: [1], bounds: [NaN] }, 0)).toThrow('bounds[0]')
    // Nothing to spend, and a boundary that nobody reaches.
    expect(groupSequentialBounds({ fractions: [0.001, 1] }).bounds[0]).toBe(Infinity)
  })

  it('crosses with a drift as the normal distribution says', () => {
    const [p] = crossingProbabilities({ fractions: [0.25], bounds: [1] }, 3)
    expect(p).toBeCloseTo(normalUpperTail(1 - 1.5), 14)
    // By Gauss and Legendre's rule over the first look: P(Z1 < 2, Z2 > 2) with a drift of 3.
    const [first, second] = crossingProbabilities({ fractions: [0.5, 1], bounds: [2, 2] }, 3)
    let sum = 0
    for (let step = 0; step < 200_000; step++) {
      const z = 2 - 12 * ((step + 0.5) / 200_000)
      const density = Math.exp(-0.5 * (z - 3 * Math.SQRT1_2) ** 2) / Math.sqrt(2 * Math.PI)
      sum += density * normalUpperTail((2 - z * Math.SQRT1_2 - 1.5) / Math.SQRT1_2) * (12 / 200_000)
    }
    expect(first).toBeCloseTo(normalUpperTail(2 - 3 * Math.SQRT1_2), 13)
    expect(second).toBeCloseTo(sum, 9)
  })

  it('is the fixed test when there is one look', () => {
    expect(groupSequentialBounds({ fractions: [1] }).bounds[0]).toBeCloseTo(1.959963984540054, 9)
    expect(groupSequentialBounds({ fractions: [1], side: 'less' }).bounds[0]).toBeCloseTo(
      1.644853626951473,
      9,
    )
  })

  it('reads a look by the alpha of that look', () => {
    const design = groupSequentialBounds({ fractions })
    const early = readLook({ estimate: 3, standardError: 1 }, design, 0)
    const late = readLook({ estimate: 3, standardError: 1 }, design, 4)
    expect([early.isCrossed, late.isCrossed]).toEqual([false, true])
    expect(early.interval.low).toBeLessThan(0)
    expect(late.interval.low).toBeGreaterThan(0)
    expect(late.p <= (late.settings['alpha'] as number)).toBe(true)
    expect(() => readLook({ estimate: 3, standardError: 1 }, design, 5)).toThrow('no look 5')
  })

  it('reads a look in any unit, and reaches as many errors as the boundary says', () => {
    const design = groupSequentialBounds({ fractions })
    const bound = design.bounds[2] as number
    const [one, four] = [1, 4].map((unit) =>
      readLook({ estimate: 2.5 * unit, standardError: unit }, design, 2),
    )
    expect(one?.interval).toEqual({ low: 2.5 - bound, high: 2.5 + bound })
    expect(four?.interval.low).toBeCloseTo(4 * (2.5 - bound), 14)
    expect(four?.interval.high).toBeCloseTo(4 * (2.5 + bound), 14)
    expect(four).toMatchObject({ statistic: one?.statistic, p: one?.p, isCrossed: false })
  })

  it('reads no look that has a boundary and no alpha', () => {
    const design = { ...groupSequentialBounds({ fractions }), nominalAlphas: [] }
    expect(() => readLook({ estimate: 3, standardError: 1 }, design, 0)).toThrow('no look 0')
  })

  it('reads no look whose bound and alpha contradict each other', () => {
    for (const side of ['two_sided', 'greater'] as const) {
      const { nominalAlphas, bounds, ...design } = groupSequentialBounds({ fractions, side })
      const read = (own: readonly number[], alphas: readonly number[]) => () =>
        readLook(
          { estimate: 3, standardError: 1 },
          { ...design, bounds: own, nominalAlphas: alphas },
          4,
        )
      expect(read(bounds, fractions)).toThrow('The bound of look 4 is')
      // However small both are: half the alpha is that of another bound.
      expect(read([...bounds.slice(0, 4), 5], [0, 0, 0, 0, 1e-6])).toThrow('The bound of look 4 is')
      const written = bounds.map((bound) => Number(bound.toFixed(3)))
      expect(read(written, nominalAlphas)).not.toThrow()
    }
  })

  it('reads one side alone, where the other one is no matter how far', () => {
    const bounds = groupSequentialBounds({ fractions, side: 'greater' })
    const up = readLook({ estimate: 3, standardError: 1 }, bounds, 4)
    const down = readLook({ estimate: -3, standardError: 1 }, bounds, 4)
    expect([up.isCrossed, down.isCrossed]).toEqual([true, false])
    expect(up.interval.high).toBe(Infinity)
    const below = groupSequentialBounds({ fractions, side: 'less' })
    const fall = readLook({ estimate: -3, standardError: 1 }, below, 4)
    const rise = readLook({ estimate: 3, standardError: 1 }, below, 4)
    expect([fall.isCrossed, rise.isCrossed]).toEqual([true, false])
    expect(fall.interval.low).toBe(-Infinity)
  })

  it('keeps its digits when looks are close, and far apart, from mpmath', () => {
    const bounds = [2.2, 2.2]
    const [, close] = crossingProbabilities({ fractions: [0.98, 1], bounds }, 0)
    const [, far] = crossingProbabilities({ fractions: [0.02, 1], bounds }, 0)
    expect(close).toBeCloseTo(0.002000031006132467, 13)
    // By Gauss and Legendre's rule with 6,400 points a look
    const three = crossingProbabilities({ fractions: [0.5, 0.502, 1], bounds: [2, 2, 2] }, 0)
    expect(three[2]).toBeCloseTo(0.01494338203215696, 12)
    expect(far).toBeCloseTo(0.01346215910006936, 13)
  })

  it('does not depend on the unit of information', () => {
    const [early, bounds] = [
      [0.2, 0.5, 1],
      [2.5, Infinity, 2],
    ]
    const later = early.map((fraction) => 9 * fraction)
    for (const drift of [0, 2, -3]) {
      const here = crossingProbabilities({ fractions: early, bounds }, drift)
      const there = crossingProbabilities({ fractions: later, bounds }, drift / 3)
      for (const [look, p] of here.entries()) expect(there[look]).toBeCloseTo(p, 13)
    }
  })

  it('loses nobody at a look that cannot stop', () => {
    for (const drift of [0, 3, -3]) {
      const free = crossingProbabilities({ fractions: [0.3, 1], bounds: [Infinity, 2] }, drift)
      expect(free[0]).toBe(0)
      expect(free[1]).toBeCloseTo(normalUpperTail(2 - drift), 13)
      const [first, , last] = crossingProbabilities(
        { fractions: [0.3, 0.6, 1], bounds: [2, Infinity, 1] },
        drift,
      )
      const two = crossingProbabilities({ fractions: [0.3, 1], bounds: [2, 1] }, drift)
      expect(first).toBe(two[0])
      expect(last).toBeCloseTo(two[1] as number, 13)
    }
    const unspent = groupSequentialBounds({ fractions: [0.001, 1] })
    expect(unspent.bounds[1]).toBeCloseTo(1.959963984540054, 9)
  })

  it('has the quantile of any alpha at a single look, from scipy.stats.norm.isf', () => {
    const boundOf = (alpha: number) =>
      groupSequentialBounds({ fractions: [1], side: 'greater', alpha }).bounds[0]
    expect(boundOf(0.6)).toBeCloseTo(-0.2533471031357997, 9)
    expect(boundOf(0.99999)).toBeCloseTo(-4.264890793922602, 9)
  })

  it('says how it spends, and what a look alone may', () => {
    const spendings = ['obrien_fleming', 'pocock', { power: 2 }] as const
    const names = spendings.map(
      (spending) => groupSequentialBounds({ fractions, spending }).settings.spending,
    )
    expect(names).toEqual(['obrien_fleming', 'pocock', 'power_2'])
    const [both, one] = (['two_sided', 'greater'] as const).map((side) =>
      groupSequentialBounds({ fractions: [1], side }),
    )
    expect(both?.nominalAlphas[0]).toBeCloseTo(0.05, 9)
    expect(one?.nominalAlphas[0]).toBeCloseTo(0.05, 9)
  })

  it('refuses information that does not grow', () => {
    expect(() => groupSequentialBounds({ fractions: [0.5, 0.5] })).toThrow('fractions[1]')
    expect(() => groupSequentialBounds({ fractions: [] })).toThrow('no look')
  })
})

it('keeps alpha for the end when the first look has next to nothing', () => {
  for (const first of [1e-30, 1e-23, 1e-9]) {
    const { bounds, nominalAlphas } = groupSequentialBounds({ fractions: [first, 1] })
    expect(bounds[1]).toBeCloseTo(1.959963984540054, 8)
    expect(nominalAlphas[1]).toBeCloseTo(0.05, 9)
  }
})
