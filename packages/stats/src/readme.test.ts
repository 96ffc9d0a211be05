import { expect, it } from 'vitest'
import type { AnalysisPlan } from './index.ts'
import { analyze, planHash } from './index.ts'
import { compareMeans } from './index.ts'
import { durationFor, sampleSizeOfRates } from './index.ts'

it('compares two means', () => {
  const result = compareMeans(
    { n: 5000, mean: 41.2, variance: 1010 },
    { n: 5000, mean: 43.1, variance: 1090 },
  )
  // result.estimate is 1.9, result.interval is { low: 0.63, high: 3.17 }, result.p is 0.0034
  expect(result.estimate).toBeCloseTo(1.9, 12)
  expect(result.interval.low).toBeCloseTo(0.63, 2)
  expect(result.interval.high).toBeCloseTo(3.17, 2)
  expect(result.p).toBeCloseTo(0.0034, 4)
})

it('analyses a whole experiment', () => {
  const plan: AnalysisPlan = {
    experiment: 'checkout-cta',
    hypothesis: 'A shorter label is read, so more people buy.',
    control: 'control',
    variants: [
      { key: 'control', share: 0.5 },
      { key: 'short', share: 0.5 },
    ],
    primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better' }],
    guardrails: [{ key: 'load_ms', kind: 'mean', direction: 'lower_is_better', margin: 0.05 }],
    stopping: { kind: 'always_valid', maximumUnits: 40_000 },
  }
  const registered = planHash(plan)

  const analysis = analyze(plan, {
    units: { control: 10_000, short: 10_000 },
    metrics: {
      bought: {
        control: { kind: 'rate', successes: 1000, n: 10_000 },
        short: { kind: 'rate', successes: 1180, n: 10_000 },
      },
      load_ms: {
        control: { kind: 'mean', n: 10_000, mean: 810, variance: 250_000 },
        short: { kind: 'mean', n: 10_000, mean: 804, variance: 250_000 },
      },
    },
  })
  // analysis.verdict.decision is 'ship', analysis.planHash is what was registered
  expect(analysis.verdict.decision).toBe('ship')
  expect(analysis.planHash).toBe(registered)
})

it('plans units and weeks', () => {
  const size = sampleSizeOfRates(0.06, { control: 0.05, power: 0.8 })
  const { weeks } = durationFor(size.control + size.treatment, { newUnitsPerDay: 900 })
  // size.control is 8158, weeks is 3
  expect(size.control).toBe(8158)
  expect(weeks).toBe(3)
})
