import { expect, it } from 'vitest'
import { partsOf } from './lift-parts.ts'
import { steadyBeside, steadyPair, steadyParts } from './small-variant.ts'

const control = { mean: 0, squaredError: 1, n: 900 }
const small = { mean: 0, squaredError: 7.9, n: 100 }

it('gives a small variant the spread of the larger one, as far as they differ in size', () => {
  // A ninth less than the spread of the larger one is what 90/10 asks for: 9 × (1 - 1/9).
  const steady = steadyPair({ control, treatment: small })
  expect(steady.control).toBe(control)
  expect(steady.treatment).toEqual({ ...small, squaredError: expect.closeTo(8, 12) as number })
  expect(steady.isWidened).toBe(true)
  const turned = steadyPair({ control: small, treatment: control })
  expect(turned).toEqual({ control: steady.treatment, treatment: control, isWidened: true })
  const enough = { ...small, squaredError: 8.1 }
  expect(steadyPair({ control, treatment: enough })).toEqual({
    control,
    treatment: enough,
    isWidened: false,
  })
})

it('holds the values of a larger treatment for as much larger, and never for smaller', () => {
  const errorAt = (times?: number): number => steadyBeside(small, control, times).squaredError
  expect(errorAt(1.5)).toBeCloseTo(8 * 2.25, 12)
  expect(errorAt(1)).toBe(errorAt())
  expect(errorAt(0.5)).toBe(errorAt())
})

it('holds those of a small control for as much larger as the treatment falls, twice at the most', () => {
  const pair = {
    control: { mean: 1, squaredError: 0, n: 100 },
    treatment: { mean: 1, squaredError: 1, n: 200 },
  }
  expect(steadyPair(pair).control.squaredError).toBeCloseTo(1, 12)
  expect(steadyPair(pair, 0.8).control.squaredError).toBeCloseTo(1 / 0.64, 12)
  expect(steadyPair(pair, 0.1).control.squaredError).toBeCloseTo(4, 12)
  expect(steadyPair(pair, -1).control.squaredError).toBeCloseTo(4, 12)
  expect(steadyPair(pair, 2).control.squaredError).toBeCloseTo(1, 12)
})

it.each(['control', 'treatment'] as const)(
  'adds what a small %s is widened by to its part of a lift, and nothing to the other',
  (which) => {
    const [large, few] = [
      { mean: 2, squaredError: 0.01, n: 900 },
      { mean: 3, squaredError: 0.02, n: 100 },
    ]
    const own =
      which === 'control' ? { control: few, treatment: large } : { control: large, treatment: few }
    // Such as a covariate leaves: less error than the means have, some of it in common.
    const parts = {
      treated: own.treatment.mean,
      base: own.control.mean,
      treatedError: 0.006,
      baseError: 0.005,
      commonError: 0.002,
      df: 500,
    }
    const widened = steadyParts(parts, own, steadyPair(own))
    const more = 0.08 - 0.02
    expect(widened.treatedError).toBeCloseTo(which === 'treatment' ? 0.006 + more : 0.006, 12)
    expect(widened.baseError).toBeCloseTo(which === 'control' ? 0.005 + more : 0.005, 12)
    // Satterthwaite's, of errors of 0.08 and 0.01.
    expect(widened.df).toBeCloseTo(0.09 ** 2 / (0.08 ** 2 / 99 + 0.01 ** 2 / 899), 9)
    expect(widened).toMatchObject({ treated: parts.treated, base: parts.base, commonError: 0.002 })
  },
)

it('leaves the parts of a lift alone where neither is widened', () => {
  const own = { control, treatment: { ...small, squaredError: 8.1 } }
  const parts = partsOf(own.control, own.treatment)
  expect(steadyParts(parts, own, steadyPair(own))).toBe(parts)
})
