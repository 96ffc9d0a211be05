import { describe, expect, it } from 'vitest'
import { normalUpperTail } from '../distributions/normal.ts'
import type { TestDesign } from './design.ts'
import { designPower } from './design.ts'
import { powerOfMeans } from './power.ts'
import { powerOfRates } from './rates-power.ts'
import { minimumDetectableRates, sampleSizeOfRates } from './sample-size.ts'

describe('rates', () => {
  it("matches R's examples of power.prop.test: power 0.740 of 50, and 76.7 for a power of 0.9", () => {
    expect(powerOfRates(0.75, 50, { control: 0.5 })).toBeCloseTo(0.74, 3)
    const size = sampleSizeOfRates(0.75, { control: 0.5, power: 0.9 })
    expect(size.n).toBeCloseTo(76.70691611581739, 6)
    expect(size).toMatchObject({ control: 77, treatment: 77 })
  })

  it('finds the same difference for the units that it asked for', () => {
    const { n } = sampleSizeOfRates(0.06, { control: 0.05 })
    expect(n).toBeCloseTo(8157.711562860036, 4)
    expect(minimumDetectableRates(n, 'rise', { control: 0.05 })).toBeCloseTo(0.01, 9)
    const fall = minimumDetectableRates(n, 'fall', { control: 0.05 })
    expect(powerOfRates(0.05 - fall, n, { control: 0.05 })).toBeCloseTo(0.8, 9)
  })

  it('looks at one side when asked, from scipy.stats.norm', () => {
    const fall = powerOfRates(0.05, 3000, { control: 0.06, side: 'less' })
    expect(fall).toBeCloseTo(0.5215257768272726, 12)
    expect(powerOfRates(0.05, 3000, { control: 0.06, side: 'greater' })).toBeLessThan(0.001)
  })

  it('has the pooled error under the null and the unpooled one beside it, at any ratio', () => {
    for (const ratio of [1, 2, 0.4]) {
      const pooled = (0.05 + ratio * 0.06) / (1 + ratio)
      const nullError = Math.sqrt((pooled * (1 - pooled) * (1 + 1 / ratio)) / 4000)
      const error = Math.sqrt((0.05 * 0.95) / 4000 + (0.06 * 0.94) / (4000 * ratio))
      const up = normalUpperTail((1.959963984540054 * nullError - 0.01) / error)
      const down = normalUpperTail((1.959963984540054 * nullError + 0.01) / error)
      expect(powerOfRates(0.06, 4000, { control: 0.05, ratio })).toBeCloseTo(up + down, 13)
      const greater = normalUpperTail((1.6448536269514722 * nullError - 0.01) / error)
      expect(powerOfRates(0.06, 4000, { control: 0.05, ratio, side: 'greater' })).toBeCloseTo(
        greater,
        13,
      )
      const size = sampleSizeOfRates(0.06, { control: 0.05, ratio, power: 0.7 })
      expect(powerOfRates(0.06, size.n, { control: 0.05, ratio })).toBeCloseTo(0.7, 9)
      expect(size.treatment).toBe(Math.ceil(size.n * ratio))
      expect(size.control).toBe(Math.ceil(size.n))
    }
  })

  it('refuses a design of an unknown kind', () => {
    const design = { kind: 'sequential', looks: 5 } as never
    expect(() => powerOfRates(0.3, 500, { control: 0.2, design })).toThrow('"sequential"')
    expect(() => powerOfMeans(0.1, 2000, { variance: 1, design })).toThrow('"sequential"')
  })

  it('asks more of a design with several looks', () => {
    const of = (design: TestDesign) => sampleSizeOfRates(0.06, { control: 0.05, design }).n
    const once = of({ kind: 'fixed' })
    const looks = of({ kind: 'group_sequential', looks: 5 })
    expect(looks / once).toBeGreaterThan(1.01)
    expect(looks / once).toBeLessThan(1.04)
    expect(of({ kind: 'always_valid', looks: 5, tunedFor: 20_000 }) / once).toBeGreaterThan(1.5)
    const plan = { control: 0.05, design: { kind: 'group_sequential', looks: 5 } } as const
    const power = powerOfRates(0.06, looks, plan)
    expect(power).toBeCloseTo(0.8, 9)
    expect(powerOfRates(0.06, looks, { ...plan, ratio: 2 })).toBeGreaterThan(power)
  })

  it('is read at every look by the pooled error, at any ratio', () => {
    for (const ratio of [1 / 9, 1, 3]) {
      const [control, treatment, n] = [0.05, 0.06, 6000]
      const plan = { control, ratio }
      const variance = (0.05 * 0.95 + (0.06 * 0.94) / ratio) / (1 + 1 / ratio)
      const pooled = (control + ratio * treatment) / (1 + ratio)
      const error = Math.sqrt((variance / n) * (1 + 1 / ratio))
      const readError = Math.sqrt((pooled * (1 - pooled) * (1 + 1 / ratio)) / n) / error
      for (const design of [
        { kind: 'fixed' },
        { kind: 'group_sequential', looks: 3 },
        { kind: 'always_valid', looks: 4, tunedFor: 3000 },
      ] as const) {
        const question = {
          drift: 0.01 / error,
          units: n * (1 + ratio),
          alpha: 0.05,
          side: 'two_sided',
          readError,
        } as const
        const power = powerOfRates(treatment, n, { ...plan, design })
        expect(designPower(design, question).power).toBeCloseTo(power, 12)
      }
      const once = powerOfRates(treatment, n, {
        ...plan,
        design: { kind: 'group_sequential', looks: 1 },
      })
      expect(once).toBeCloseTo(powerOfRates(treatment, n, plan), 9)
    }
    const question = { drift: 1, units: 100, alpha: 0.05, side: 'two_sided', readError: 0 } as const
    expect(() => designPower({ kind: 'fixed' }, question)).toThrow('readError is 0')
  })

  it.each([
    [800, 'fall', 0.1, 8, { kind: 'always_valid', looks: 10 }],
    [400, 'fall', 0.1, 9, { kind: 'group_sequential', looks: 5 }],
    [100, 'rise', 0.1, 9, { kind: 'always_valid', looks: 10 }],
    [1000, 'rise', 0.97, 9, { kind: 'group_sequential', looks: 5 }],
  ] as const)(
    'finds a %s-unit difference at several looks where the farthest rate leaves no events: %s from %d',
    (n, direction, control, ratio, design) => {
      const plan = { control, ratio, design }
      const difference = minimumDetectableRates(n, direction, plan)
      const rate = direction === 'rise' ? control + difference : control - difference
      expect(powerOfRates(rate, n, plan)).toBeCloseTo(0.8, 9)
    },
  )

  it('finds it between variants of one size, unless another ratio is given', () => {
    // No events at all would leave 9.5 of both, and the design starts with ten.
    const plan = { control: 0.1, design: { kind: 'group_sequential', looks: 2 } } as const
    const difference = minimumDetectableRates(95, 'fall', plan)
    expect(difference).toBeLessThan(0.0947)
    expect(powerOfRates(0.1 - difference, 95, plan)).toBeCloseTo(0.8, 9)
    expect(minimumDetectableRates(95, 'fall', { ...plan, ratio: 1 })).toBe(difference)
  })

  it('refuses units that would find nothing, and a difference of 0', () => {
    const few = { control: 0.02, design: { kind: 'group_sequential', looks: 5 } } as const
    expect(() => minimumDetectableRates(200, 'fall', few)).toThrow('200 units would find no rate')
    expect(() => minimumDetectableRates(2, 'rise', { control: 0.5 })).toThrow('2 units')
    expect(() => sampleSizeOfRates(0.05, { control: 0.05 })).toThrow(
      expect.objectContaining({ category: 'undefined_estimand' }),
    )
  })
})
