import { describe, expect, it } from 'vitest'
import { normalUpperQuantile } from '../distributions/normal.ts'
import { powerCurve, powerOfMeans } from './power.ts'
import { minimumDetectableMeans, sampleSizeOfMeans } from './sample-size.ts'
import { powerOfStudent } from './student-power.ts'

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
