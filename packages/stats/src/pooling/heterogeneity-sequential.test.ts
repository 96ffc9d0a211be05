import { expect, it } from 'vitest'
import { createChance } from '../../simulation/chance.ts'
import { heterogeneitySequential } from './heterogeneity-sequential.ts'
import { heterogeneity } from './random-effects.ts'

const effects = [
  { estimate: 0.1, standardError: 0.05 },
  { estimate: 0.4, standardError: 0.08 },
  { estimate: -0.1, standardError: 0.11 },
]

it('is of two effects the likelihood ratio of their difference, whatever they have in common', () => {
  const two = effects.slice(0, 2)
  const { logP, p, settings, method, ...plain } = heterogeneitySequential(two, { n: 4000 })
  const { mixingVariance } = settings
  const squared = 0.05 ** 2 + 0.08 ** 2
  // log N(0.3; 0, squared) - log N(0.3; 0, squared + 2 mixing)
  const wider = squared + 2 * mixingVariance
  const logE = 0.5 * Math.log(squared / wider) - (0.3 ** 2 / 2) * (1 / wider - 1 / squared)
  expect(logP).toBeCloseTo(-logE, 12)
  expect(p).toBeCloseTo(Math.exp(-logE), 12)
  expect(method).toBe('heterogeneity_mixture')
  expect({ ...plain, p: heterogeneity(two).p }).toEqual(heterogeneity(two))
})

it('is sharpest at as many units as it is tuned for, of two effects and of twenty', () => {
  for (const count of [2, 20]) {
    // As many errors apart as are just enough.
    const distance = count === 2 ? 4.3 : 2.77
    const apart = Array.from({ length: count }, (_, at) => ({
      estimate: at % 2 === 0 ? 0 : distance,
      standardError: 1,
    }))
    const pAt = (tunedFor: number): number =>
      heterogeneitySequential(apart, { n: 8000, tunedFor }).p
    expect(pAt(8000)).toBeGreaterThan(0.02)
    expect(pAt(8000)).toBeLessThan(0.08)
    for (const other of [2000, 5000, 12_800, 32_000]) expect(pAt(other)).toBeGreaterThan(pAt(8000))
    expect(heterogeneitySequential(apart, { n: 5000 })).toEqual(
      heterogeneitySequential(apart, { n: 5000, tunedFor: 5000, alpha: 0.05 }),
    )
  }
})

it('does not change with what all effects have in common, with their unit, or their order', () => {
  const { p } = heterogeneitySequential(effects, { n: 3000 })
  expect(p).toBeLessThan(0.5)
  const others = [
    effects.map(({ estimate, standardError }) => ({ estimate: estimate + 7, standardError })),
    effects.map(({ estimate, standardError }) => ({
      estimate: -60 * estimate,
      standardError: 60 * standardError,
    })),
    effects.toReversed(),
  ]
  for (const other of others) {
    expect(heterogeneitySequential(other, { n: 3000 }).p).toBeCloseTo(p, 10)
  }
})

it('knows nothing where nothing differs, and everything where all does', () => {
  const alike = effects.map(({ standardError }) => ({ estimate: 1, standardError }))
  expect(heterogeneitySequential(alike, { n: 3000 })).toMatchObject({ p: 1, logP: 0, q: 0 })
  const far = effects.map(({ estimate, standardError }) => ({
    estimate: 1000 * estimate,
    standardError,
  }))
  const { p, logP } = heterogeneitySequential(far, { n: 3000 })
  expect(p).toBe(0)
  expect(logP).toBeLessThan(-1e6)
})

it('reads from two units on, of which next to nothing is known', () => {
  const [first, second] = [2, 3].map((n) => heterogeneitySequential(effects, { n }))
  expect(first?.settings.mixingVariance).toBeCloseTo(
    ((second?.settings.mixingVariance ?? 0) * 2) / 3,
    12,
  )
})

it('refuses what cannot be', () => {
  expect(() => heterogeneitySequential(effects.slice(0, 1), { n: 3000 })).toThrow('At least 2')
  for (const settings of [
    { n: 0 },
    { n: 1 },
    { n: 1.5 },
    { n: 3000, alpha: 0 },
    { n: 3000, alpha: 1 },
    { n: 3000, tunedFor: 0 },
    { n: 3000, tunedFor: NaN },
  ]) {
    expect(() => heterogeneitySequential(effects, settings)).toThrow(/is (0|1|1.5|NaN)\./)
  }
})

it('keeps alpha over looks on 28 days, where Q finds four times as much, and finds what is there', () => {
  const chance = createChance(20_261_127, 9)
  const runs = 400
  const foundIn = (spread: number): { byQ: number; found: number } => {
    let [byQ, found] = [0, 0]
    for (let run = 0; run < runs; run++) {
      const truths = Array.from({ length: 8 }, () => spread * chance.normal())
      const sums = truths.map(() => 0)
      let [isFoundByQ, isFound] = [false, false]
      for (let n = 200; n <= 5600; n += 200) {
        const measured = truths.map((truth, at) => {
          const sum = (sums[at] ?? 0) + 200 * truth + Math.sqrt(400) * chance.normal()
          sums[at] = sum
          return { estimate: sum / n, standardError: Math.sqrt(2 / n) }
        })
        isFoundByQ ||= heterogeneity(measured).p <= 0.05
        isFound ||= heterogeneitySequential(measured, { n: 16 * n }).p <= 0.05
      }
      if (isFoundByQ) byQ++
      if (isFound) found++
    }
    return { byQ: byQ / runs, found: found / runs }
  }
  const alike = foundIn(0)
  expect(alike.found).toBeLessThan(0.05)
  expect(alike.byQ).toBeGreaterThan(0.15)
  expect(foundIn(0.1).found).toBeGreaterThan(0.9)
})
