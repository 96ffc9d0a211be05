import { expect, it } from 'vitest'
import type { AnalysisPlan, StoppingRule } from '../analysis/plan.ts'
import { analyze } from '../analysis/analyze.ts'
import { isRefusal } from '../analysis/refusal.ts'
import { createGenerator } from '../chance/generator.ts'
import { normalUpperQuantile } from '../distributions/normal.ts'
import type { TestDesign } from './design.ts'
import { powerCurve, powerOfMeans, powerOfRead } from './power.ts'
import { minimumDetectableMeans, sampleSizeOfMeans } from './sample-size.ts'

const refused = expect.objectContaining({ category: 'insufficient_data' }) as Error

/** Of planned experiments with an effect, how many find it and how many are not read at all. */
function analysed(
  effect: number,
  ratio: number,
  design: TestDesign,
  isByChance = false,
): { readonly found: number; readonly refused: number } {
  const runs = 100
  const { uniform } = createGenerator(5, Math.round(ratio * 1000))
  const normal = (): number => normalUpperQuantile(Math.max(1e-12, uniform()))
  const size = sampleSizeOfMeans(effect, { variance: 1, ratio, design })
  const all = size.control + size.treatment
  const drawn = (n: number, mean: number) => ({
    kind: 'mean' as const,
    n,
    mean: mean + normal() / Math.sqrt(n),
    variance: Math.max(0.1, 1 + normal() * Math.sqrt(2 / (n - 1))),
  })
  const plan: AnalysisPlan = {
    experiment: 'x',
    hypothesis: 'y',
    control: 'c',
    variants: [
      { key: 'c', share: 1 / (1 + ratio) },
      { key: 't', share: ratio / (1 + ratio) },
    ],
    primary: [{ key: 'm', kind: 'mean', direction: 'higher_is_better' }],
    stopping: stoppingOf(design, all),
  }
  const counts = { found: 0, refused: 0 }
  for (let run = 0; run < runs; run++) {
    const share = ratio / (1 + ratio)
    const off = isByChance ? Math.round(normal() * Math.sqrt(all * share * (1 - share))) : 0
    const [c, t] = [drawn(size.control - off, 0), drawn(size.treatment + off, effect)]
    const { primary } = analyze(plan, { units: { c: c.n, t: t.n }, metrics: { m: { c, t } } })
    const [row] = primary
    if (row === undefined || isRefusal(row)) counts.refused++
    else if (row.finding === 'better') counts.found++
  }
  return { found: counts.found / runs, refused: counts.refused / runs }
}

function stoppingOf(design: TestDesign, units: number): StoppingRule {
  if (design.kind === 'always_valid') return { kind: 'always_valid', maximumUnits: units }
  if (design.kind === 'fixed') return { kind: 'fixed', units }
  return { kind: 'group_sequential', units, fractions: [1 / 3, 2 / 3, 1] }
}

const designs = [
  { kind: 'fixed' },
  { kind: 'group_sequential', looks: 3 },
  { kind: 'always_valid', looks: 10 },
] as const

it.each(designs)('plans as many units of a mean as are read, at any split: $kind', (design) => {
  for (const ratio of [1 / 99, 1 / 3, 1, 9]) {
    for (const effect of [1, 0.3]) {
      const { found, refused: unread } = analysed(effect, ratio, design)
      expect(unread, `${effect} at ${ratio}`).toBe(0)
      expect(found, `${effect} at ${ratio}`).toBeGreaterThan(0.7)
    }
  }
})

it.each([1 / 9, 0.9])('leaves room for chance in an uneven split of %d', (ratio) => {
  for (const design of designs) {
    expect(analysed(1, ratio, design, true).refused, `${design.kind}`).toBeLessThan(0.05)
  }
  expect(analysed(1, 1, designs[2], true).refused).toBeLessThan(0.05)
})

it('reads an even split of 17 and 17 as chance leaves it', () => {
  expect(sampleSizeOfMeans(1, { variance: 1 })).toMatchObject({ control: 17, treatment: 17 })
  const { found, refused: unread } = analysed(1, 1, designs[0], true)
  expect(unread).toBe(0)
  expect(found).toBeGreaterThan(0.7)
})

it('asks for 182 units of 1820, and for as many as the effect takes where that is more', () => {
  expect(sampleSizeOfMeans(0.5, { variance: 1, ratio: 1 / 9 })).toMatchObject({
    n: expect.closeTo(1638, 8) as number,
    control: 1638,
    treatment: 182,
  })
  expect(sampleSizeOfMeans(0.5, { variance: 1, ratio: 9 })).toMatchObject({ n: 182, control: 182 })
  const small = sampleSizeOfMeans(0.1, { variance: 1, ratio: 1 / 9 })
  expect(powerOfMeans(0.1, small.n, { variance: 1, ratio: 1 / 9 }).power).toBeCloseTo(0.8, 9)
})

it('refuses the power of fewer units than are read, and says from how many on', () => {
  const plan = { variance: 1, ratio: 1 / 9 }
  expect(powerOfMeans(0.5, 1287, plan).power).toBeGreaterThan(0.99)
  expect(() => powerOfMeans(0.5, 1286, plan)).toThrow('is read from 143 on')
  expect(() => powerOfMeans(0.5, 142, { variance: 1, ratio: 9 })).toThrow(refused)
  expect(() => powerCurve([0.1], 300, plan)).toThrow(refused)
  expect(() => minimumDetectableMeans(300, plan)).toThrow(refused)
  const always = { variance: 1, design: { kind: 'always_valid', looks: 4 } } as const
  expect(() => powerOfMeans(0.5, 199, always)).toThrow('is read from 200 on')
  expect(powerOfMeans(0.5, 200, always).power).toBeGreaterThan(0.5)
})

it('counts on no look at which a variant is too small to be read', () => {
  const early = { kind: 'always_valid', looks: 10 } as const
  const last = { kind: 'always_valid', looks: 1 } as const
  const of = (design: TestDesign, n: number) => powerOfMeans(0.3, n, { variance: 1, design })
  expect(of(early, 210).power).toBeCloseTo(of(last, 210).power, 12)
  expect(of(early, 210).expectedShare).toBeCloseTo(1, 12)
  expect(of(early, 400).power).toBeGreaterThan(of(last, 400).power)
})

it('has the power of any number of units at an even split, which needs not be named', () => {
  const { power } = powerOfMeans(2, 5, { variance: 1, ratio: 1 })
  expect(powerOfMeans(2, 5, { variance: 1 }).power).toBe(power)
  expect(power).toBeGreaterThan(0.8)
})

it('counts the units of the smaller variant at a look, whichever it is', () => {
  const design = { kind: 'group_sequential', looks: 2 } as const
  for (const [n, ratio] of [
    [9, 1 / 9],
    [1, 9],
  ] as const) {
    const shareAt = (times: number): number =>
      powerOfMeans(0.4, times * n, { variance: 1, ratio, design }).expectedShare
    // Half of 285 is less than the 143 that are read at 90/10.
    expect(shareAt(285)).toBe(1)
    expect(shareAt(286)).toBeLessThan(0.6)
  }
})

it('takes few units as if they were read at the end, to find how many are needed', () => {
  const plan = { variance: 1, ratio: 1 / 9 }
  const powerAt = (design?: TestDesign): number =>
    powerOfRead(1, 90, design === undefined ? plan : { ...plan, design }).power
  expect(powerAt()).toBeGreaterThan(0.8)
  expect(powerAt({ kind: 'group_sequential', looks: 1 })).toBeCloseTo(powerAt(), 9)
  const [once, often] = [1, 4].map((looks) =>
    powerAt({ kind: 'always_valid', looks, tunedFor: 100 }),
  )
  expect(once).toBeGreaterThan(0.2)
  expect(often).toBeCloseTo(once ?? 0, 12)
})
