import { describe, expect, it } from 'vitest'
import { normalUpperQuantile, normalUpperTail } from '../distributions/normal.ts'
import type { TestDesign } from './design.ts'
import { designPower } from './design.ts'
import { durationFor } from './duration.ts'
import { powerCurve, powerOfMeans } from './power.ts'
import { powerOfRates } from './rates-power.ts'
import {
  minimumDetectableMeans,
  minimumDetectableRates,
  sampleSizeOfMeans,
  sampleSizeOfRates,
} from './sample-size.ts'
import { powerOfStudent } from './student-power.ts'

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

describe('means', () => {
  it('needs 2 (1.96 + 0.84)² / 0.2² units for an effect of 0.2 deviations: Cohen (1988), 393', () => {
    const size = sampleSizeOfMeans(0.2, { variance: 1 })
    expect(Math.ceil(size.n)).toBe(393)
    expect(powerOfMeans(0.2, size.n, { variance: 1 }).power).toBeCloseTo(0.8, 9)
    expect(minimumDetectableMeans(size.n, { variance: 1 })).toBeCloseTo(0.2, 9)
    // So large an effect takes less than one unit, of the normal distribution: 393 × (0.2 / 10)².
    expect(sampleSizeOfMeans(10, { variance: 1 }).n).toBeCloseTo(size.n / 2500, 12)
  })

  it('takes more treated units than control units into account, and one side', () => {
    const plan = { variance: 4, ratio: 3 } as const
    const least = minimumDetectableMeans(500, plan)
    // (1.96 + 0.8416) × sqrt(4 / 500 × 4 / 3)
    expect(least).toBeCloseTo(2.801585 * Math.sqrt(0.032 / 3), 5)
    expect(powerOfMeans(least, 500, plan).power).toBeCloseTo(0.8, 8)
    const design = { kind: 'group_sequential', looks: 2 } as const
    expect(powerOfMeans(-least, 500, { ...plan, design, side: 'less' }).power).toBeGreaterThan(0.8)
    expect(powerOfMeans(-least, 500, { ...plan, design, side: 'greater' }).power).toBeLessThan(1e-3)
  })

  it('keeps a whole number of units that a double has almost hit', () => {
    // 2 (z + z)² / d² is 100
    const difference = (Math.SQRT2 * (normalUpperQuantile(0.05) + normalUpperQuantile(0.2))) / 10
    const design = { kind: 'group_sequential', looks: 1 } as const
    const size = sampleSizeOfMeans(difference, { variance: 1, side: 'greater', ratio: 1, design })
    expect(size.n).toBeCloseTo(100, 8)
    expect(size).toMatchObject({ control: 100, treatment: 100 })
  })

  // power.t.test(delta = 2, sd = 1, power = 0.8): 5.09; delta = 1: 16.71; delta = 0.8: 25.52;
  // delta = 0.7: 33.02; delta = 0.5: 63.77; delta = 0.2: 393.41.
  it.each([
    [0.7, 34],
    [0.5, 64],
    [0.2, 394],
    [2, 6],
    [1, 17],
    [0.8, 26],
    [10, 2],
  ])("needs as many units as R's power.t.test for an effect of %d deviations: %d", (effect, n) => {
    expect(sampleSizeOfMeans(effect, { variance: 1 })).toMatchObject({ control: n, treatment: n })
  })

  it("takes Student's t for normal where the one unit that it adds is nothing", () => {
    const few = sampleSizeOfMeans(0.0126, { variance: 1 })
    expect(few.control).toBe(Math.ceil(few.n + 1.96 ** 2 / 4))
    const many = sampleSizeOfMeans(0.0125, { variance: 1 })
    expect(many.n).toBeGreaterThan(100_000)
    expect(many.control).toBe(Math.ceil(many.n))
  })

  it("has the power asked for, by Student's test, at any ratio", () => {
    for (const ratio of [0.2, 0.5, 1, 2, 3, 5]) {
      for (let effect = 0.1; effect < 3; effect += 0.07) {
        const { control, treatment } = sampleSizeOfMeans(effect, { variance: 1, ratio })
        const drift = effect / Math.sqrt(1 / control + 1 / treatment)
        const power = powerOfStudent(drift, control + treatment - 2, 0.05, 'two_sided')
        expect(power, `${effect} at ${ratio}`).toBeGreaterThanOrEqual(0.8)
      }
    }
  })

  it('keeps the ratio of few units, and asks Student only of a test that is read once', () => {
    for (const ratio of [2, 3]) {
      const wide = sampleSizeOfMeans(2, { variance: 1, ratio })
      expect(wide.treatment).toBe(ratio * wide.control)
    }
    const narrow = sampleSizeOfMeans(2, { variance: 1, ratio: 0.5 })
    expect(narrow.control).toBe(2 * narrow.treatment)
    const design = { kind: 'group_sequential', looks: 2 } as const
    const size = sampleSizeOfMeans(1, { variance: 1, design })
    expect(size.control).toBe(Math.ceil(size.n))
  })

  it("has the power of Student's test, from R's power.t.test with strict = TRUE", () => {
    // n = 20, delta = 1, sd = 1: 0.8689528
    expect(powerOfStudent(1 / Math.sqrt(0.1), 38, 0.05, 'two_sided')).toBeCloseTo(0.8689528, 6)
    expect(powerOfStudent(0, 4, 0.05, 'two_sided')).toBeCloseTo(0.05, 8)
    expect(powerOfStudent(0, 2, 0.05, 'greater')).toBeCloseTo(0.05, 8)
    expect(powerOfStudent(-3, 10, 0.05, 'greater')).toBeLessThan(1e-4)
    expect(powerOfStudent(-3, 10, 0.05, 'less')).toBeCloseTo(
      powerOfStudent(3, 10, 0.05, 'greater'),
      12,
    )
  })

  it('finds the least difference also where a sequence is far from tight', () => {
    const design = { kind: 'always_valid', looks: 3, tunedFor: 1e6 } as const
    const least = minimumDetectableMeans(250, { variance: 1, design })
    expect(powerOfMeans(least, 250, { variance: 1, design }).power).toBeCloseTo(0.8, 6)
  })

  it('finds the least difference for a power that is next to alpha, and for one that is next to 1', () => {
    for (const power of [0.06, 0.1, 0.999_999]) {
      const least = minimumDetectableMeans(100, { variance: 1, power })
      expect(powerOfMeans(least, 100, { variance: 1 }).power).toBeCloseTo(power, 9)
    }
  })

  it('counts both tails: the power at no effect is alpha', () => {
    expect(powerOfMeans(0, 100, { variance: 1 }).power).toBeCloseTo(0.05, 12)
    expect(powerOfMeans(0, 100, { variance: 1, side: 'greater' }).power).toBeCloseTo(0.05, 12)
  })

  it("matches Jennison and Turnbull (2000), Table 2.3: O'Brien-Fleming needs 2.6 % more for five looks", () => {
    const design = { kind: 'group_sequential', looks: 5 } as const
    const fixed = sampleSizeOfMeans(0.2, { variance: 1, power: 0.9 })
    const sequential = sampleSizeOfMeans(0.2, { variance: 1, power: 0.9, design })
    expect(sequential.n / fixed.n).toBeGreaterThan(1.02)
    expect(sequential.n / fixed.n).toBeLessThan(1.035)
    const { expectedShare } = powerOfMeans(0.2, sequential.n, { variance: 1, design })
    expect(expectedShare).toBeLessThan(0.8)
  })

  // Pocock's own boundary needs 20.7 % more for five looks: Jennison and Turnbull (2000), Table 2.2.
  it("asks more of Pocock's spending than of O'Brien and Fleming's, and less than of his boundary", () => {
    const design = { kind: 'group_sequential', looks: 5, spending: 'pocock' } as const
    const fixed = sampleSizeOfMeans(0.2, { variance: 1, power: 0.9 })
    const sequential = sampleSizeOfMeans(0.2, { variance: 1, power: 0.9, design })
    expect(sequential.n / fixed.n).toBeGreaterThan(1.18)
    expect(sequential.n / fixed.n).toBeLessThan(1.207)
  })

  it('asks more of a test that may be looked at at any time', () => {
    const design = { kind: 'always_valid', looks: 20 } as const
    const fixed = powerOfMeans(0.1, 2500, { variance: 1 })
    const always = powerOfMeans(0.1, 2500, { variance: 1, design })
    expect(always.power).toBeLessThan(fixed.power)
    expect(always.power).toBeGreaterThan(0.5)
  })

  it('is certain of an effect of ten deviations, and no more than that', () => {
    const design = { kind: 'group_sequential', looks: 3 } as const
    const { power, expectedShare } = powerOfMeans(10, 1000, { variance: 1, design })
    expect(power).toBeLessThanOrEqual(1)
    expect(power).toBeCloseTo(1, 9)
    expect(expectedShare).toBeCloseTo(1 / 3, 9)
  })

  it('draws a curve that rises with the difference', () => {
    const powers = powerCurve([0, 0.05, 0.1, 0.2], 1000, { variance: 1 }).map(({ power }) => power)
    expect(powers).toEqual(powers.toSorted((left, right) => left - right))
  })
})

describe('designPower', () => {
  const question = { drift: 2, units: 1000, alpha: 0.05, side: 'two_sided' } as const

  it('is that of the normal distribution for a test that is read once', () => {
    const [up, down] = [normalUpperTail(-0.040036015459946), normalUpperTail(3.959963984540054)]
    expect(designPower({ kind: 'fixed' }, question)).toEqual({
      power: expect.closeTo(up + down, 13),
      expectedShare: 1,
    })
    const greater = designPower({ kind: 'fixed' }, { ...question, side: 'greater' })
    expect(greater.power).toBeCloseTo(normalUpperTail(1.6448536269514722 - 2), 13)
    const less = designPower({ kind: 'fixed' }, { ...question, side: 'less' })
    expect(less.power).toBeCloseTo(normalUpperTail(1.6448536269514722 + 2), 13)
  })

  it('is that of the fixed test for a single look, from either side', () => {
    const design = { kind: 'group_sequential', looks: 1 } as const
    for (const side of ['two_sided', 'greater', 'less'] as const) {
      const one = designPower(design, { ...question, side })
      expect(one.power).toBeCloseTo(designPower({ kind: 'fixed' }, { ...question, side }).power, 9)
      expect(one.expectedShare).toBeCloseTo(1, 9)
    }
  })

  it('finds a rise and a fall alike where both count', () => {
    for (const design of [
      { kind: 'group_sequential', looks: 3, spending: 'pocock' },
      { kind: 'always_valid', looks: 3, tunedFor: 500 },
    ] as const) {
      const [rise, fall] = [2, -2].map((drift) => designPower(design, { ...question, drift }))
      expect(rise?.power).toBeCloseTo(fall?.power ?? 0, 12)
      expect(rise?.expectedShare).toBeCloseTo(fall?.expectedShare ?? 0, 12)
      const [up, down] = [2, -2].map((drift, index) =>
        designPower(design, { ...question, drift, side: index === 0 ? 'greater' : 'less' }),
      )
      expect(up?.power).toBeCloseTo(down?.power ?? 0, 12)
      expect(up?.power).toBeGreaterThan(rise?.power ?? 1)
    }
  })

  it('is tuned for 5000 units unless it is said otherwise', () => {
    const design = { kind: 'always_valid', looks: 2 } as const
    const plain = designPower(design, question)
    expect(designPower({ ...design, tunedFor: 5000 }, question)).toEqual(plain)
    expect(designPower({ ...design, tunedFor: 1000 }, question).power).toBeGreaterThan(plain.power)
  })

  it('asks of few units what the confidence sequence does, at two of them at the least', () => {
    const tunedFor = 10
    const squared = (-2 * Math.log(0.05) + Math.log(1 - 2 * Math.log(0.05))) / tunedFor
    for (const [units, n] of [
      [1, 2],
      [2, 2],
      [3, 3],
    ] as const) {
      const grown = n * squared + 1
      const bound = Math.sqrt(((2 * grown) / (grown - 1)) * Math.log(Math.sqrt(grown) / 0.05))
      const design = { kind: 'always_valid', looks: 1, tunedFor } as const
      const { power } = designPower(design, { ...question, drift: 4, units })
      expect(power).toBeCloseTo(normalUpperTail(bound - 4) + normalUpperTail(bound + 4), 9)
    }
  })

  it('refuses no look, and more than a thousand', () => {
    const design = { kind: 'group_sequential', looks: 1001 } as const
    expect(() => designPower(design, question)).toThrow('1001 looks')
    expect(() => designPower({ ...design, looks: 0 }, question)).toThrow('looks is 0')
    expect(() =>
      designPower({ kind: 'always_valid', looks: 1 }, { ...question, units: 0 }),
    ).toThrow('units is 0')
  })
})

it('names what it is aimed at', () => {
  expect(() => sampleSizeOfMeans(0.1, { variance: 1, power: 0.04 })).toThrow('power above alpha')
  expect(() => sampleSizeOfMeans(0, { variance: 1 })).toThrow('A difference of 0')
  expect(() => sampleSizeOfMeans(1e-12, { variance: 1 })).toThrow('More units would be needed')
  const points = powerCurve([0.1, 0.2], 400, { variance: 2 })
  expect(points.map(({ difference }) => difference)).toEqual([0.1, 0.2])
  expect(points[1]).toMatchObject(powerOfMeans(0.2, 400, { variance: 2 }))
  // Half of the fall that can be found in 3000 units, at the same power from either side.
  const less = minimumDetectableMeans(3000, { variance: 1, side: 'less', power: 0.9 })
  const greater = minimumDetectableMeans(3000, { variance: 1, side: 'greater', power: 0.9 })
  expect(less).toBeCloseTo(greater, 12)
  expect(less).toBeCloseTo((1.6448536269514722 + 1.2815515655446004) * Math.sqrt(2 / 3000), 9)
})

it('takes whole days and whole weeks', () => {
  expect(durationFor(3, { newUnitsPerDay: 0.3 })).toEqual({ days: 10, weeks: 2 })
  expect(durationFor(15, { newUnitsPerDay: 2 })).toEqual({ days: 8, weeks: 2 })
  expect(durationFor(10_000, { newUnitsPerDay: 1000 })).toEqual({ days: 10, weeks: 2 })
  expect(durationFor(700, { newUnitsPerDay: 1000, share: 0.1 })).toEqual({ days: 7, weeks: 1 })
  expect(durationFor(700, { newUnitsPerDay: 100, share: 1 })).toEqual({ days: 7, weeks: 1 })
  expect(durationFor(1, { newUnitsPerDay: 1e12 })).toEqual({ days: 1, weeks: 1 })
  expect(() => durationFor(0, { newUnitsPerDay: 1 })).toThrow('units is 0')
})

it('waits until the last unit has lived its metrics', () => {
  const day = 86_400_000
  expect(durationFor(700, { newUnitsPerDay: 100 }, 7 * day)).toEqual({ days: 14, weeks: 2 })
  expect(durationFor(700, { newUnitsPerDay: 100 }, day / 2)).toEqual({ days: 8, weeks: 2 })
  expect(() => durationFor(1, { newUnitsPerDay: 1 }, -1)).toThrow('livedMs is -1')
})
