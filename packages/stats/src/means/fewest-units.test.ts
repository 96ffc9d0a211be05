import { expect, it } from 'vitest'
import type { WeighedMean } from './fewest-units.ts'
import { areAlike, checkSkewOfSum, fewestUnits } from './fewest-units.ts'

const difference = (n: number, others: number, weight = 1) => [
  { weight, n },
  { weight: -weight, n: others },
]

const refusalOf = (means: readonly WeighedMean[]): string => {
  try {
    checkSkewOfSum(means, 'Cells')
  } catch (error) {
    expect(error).toMatchObject({ category: 'insufficient_data' })
    return (error as Error).message
  }
  return ''
}

it('asks for 200 units against any number, and for none against three times as many', () => {
  expect(fewestUnits(0)).toBe(200)
  expect(fewestUnits(1)).toBe(0)
  expect(fewestUnits(1 / 3)).toBe(0)
  // 200 × (2/3)² / (4/3) is 66.7
  expect(fewestUnits(0.999 / 3)).toBe(67)
  // 200 × (3/4)² / (5/4), and 200 × (8/9)² / (10/9), which is 142.2
  expect(fewestUnits(1 / 4)).toBe(90)
  expect(fewestUnits(1 / 9)).toBe(143)
})

it.each([
  [90, 4],
  [143, 9],
  // 81 but for rounding
  [81, 1 / 0.28],
])('lets a difference pass from just as many on: %d units, 1 to %d', (n, times) => {
  expect(n).toBe(fewestUnits(1 / times))
  expect(refusalOf(difference(n, n * times))).toBe('')
  expect(refusalOf(difference(n * times, n))).toBe('')
  expect(refusalOf(difference(n - 1, (n - 1) * times))).toContain(
    'Cells of such unlike sizes are not compared',
  )
})

it('says how many times as many it takes, whatever the weights are measured in', () => {
  for (const weight of [1, -1, 0.25, 1000]) {
    // 142.2 over 71, over 14.3, over 12, and over 10.
    expect(refusalOf(difference(71, 639, weight))).toContain('for 2.0 times as many')
    expect(refusalOf(difference(15, 135, weight))).toContain('for 9.5 times as many')
    expect(refusalOf(difference(12, 108, weight))).toContain('for 12 times as many')
    expect(refusalOf(difference(10, 90, weight))).toContain('for 15 times as many')
  }
})

it('lets means pass whose skew cancels out, however few their units', () => {
  const cell = (weight: number) => ({ weight, n: 5 })
  expect(refusalOf([cell(1), cell(-1), cell(-1), cell(1)])).toBe('')
  // One that counts twice against two that count once does not cancel.
  expect(refusalOf([cell(2), cell(-1), cell(-1)])).toContain('for 6.7 times as many')
})

it('counts no skew of what is taken from as many units alike, and the spread all the same', () => {
  const balanced = (n: number) =>
    difference(n, 3 * n).map((mean) => ({ ...mean, isBalanced: true }))
  expect(refusalOf(balanced(3))).toBe('')
  expect(refusalOf([...balanced(3), ...balanced(3)])).toBe('')
  expect(refusalOf(difference(3, 9))).toContain('for 23 times as many')
  // Beside a spread of 4/9, the skew of 20 units beside 400 is lost; 20 times as heavy it is 200 × 19.95² / 21.44³.
  expect(refusalOf([...balanced(3), ...difference(20, 400)])).toBe('')
  expect(refusalOf([...balanced(3), ...difference(20, 400, 20)])).toContain('for 8.1 times as many')
})

it('holds samples for alike from a third on', () => {
  expect(areAlike([3, 9])).toBe(true)
  expect(areAlike([9, 7, 3])).toBe(true)
  expect(areAlike([9, 9, 2])).toBe(false)
  expect(areAlike([100, 301])).toBe(false)
})

it('takes what balanced means leave where it cancels out what others do', () => {
  // 20 and 60 units, and 100 and 20 the other way round: 40 % and 60 % of all.
  const balanced = difference(20, 60, 0.4).map((mean) => ({ ...mean, isBalanced: true }))
  expect(refusalOf([...balanced, ...difference(100, 20, 0.6)])).toBe('')
  expect(refusalOf([...balanced, ...difference(20, 100, 0.6)])).toContain('for 1.6 times as many')
})
