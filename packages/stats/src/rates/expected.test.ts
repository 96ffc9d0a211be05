import { expect, it } from 'vitest'
import { fewestFor, fewestForOneSide, fewestScored } from './expected.ts'

it('asks for five events at 5 %, at any split, and for no fewer at any alpha', () => {
  for (const share of [0.001, 0.1, 0.3, 0.5]) {
    expect(fewestFor(0.05, share)).toBeCloseTo(5, 12)
    expect(fewestFor(0.5, share)).toBe(5)
  }
})

it('asks for more where less alpha is left and one variant is small, from scipy.stats.norm', () => {
  expect(fewestFor(0.0025, 0.01)).toBeCloseTo(64.69292542083775, 9)
  expect(fewestFor(0.0025, 0.25)).toBeCloseTo(16.840099286973594, 9)
  expect(fewestFor(1e-6, 0.1)).toBeCloseTo(773.3704005500163, 7)
  expect(fewestFor(1e-6, 0.5)).toBe(5)
})

it('asks for more where one side is read, from statistics.NormalDist of Python', () => {
  expect(fewestForOneSide(0.05, 0.01)).toBeCloseTo(33.01815171478377, 8)
  expect(fewestForOneSide(0.005, 0.01)).toBeCloseTo(708.4393799607143, 6)
  expect(fewestForOneSide(0.001, 0.1)).toBeCloseTo(1473.2349181833597, 6)
  expect(fewestForOneSide(0.005, 0.5)).toBe(5)
  expect(fewestForOneSide(0.3, 0.01)).toBe(5)
})

it('asks by how many sides are read, and the same whichever variant is the small one', () => {
  for (const share of [0.01, 0.25, 0.5]) {
    expect(fewestScored(0.005, 'two_sided', share)).toBe(fewestFor(0.005, share))
    for (const side of ['greater', 'less'] as const) {
      expect(fewestScored(0.005, side, share)).toBe(fewestForOneSide(0.005, share))
      expect(fewestScored(0.005, side, 1 - share)).toBeCloseTo(fewestScored(0.005, side, share), 9)
    }
    expect(fewestFor(0.005, 1 - share)).toBeCloseTo(fewestFor(0.005, share), 9)
  }
})
