import { expect, it } from 'vitest'
import { errorOfDifference, meanEstimate } from './estimate.ts'
import type { JointMoments } from './spread.ts'
import { checkCovariance, jointMomentsOf, mergeJointMoments } from './spread.ts'

const columns = [
  [1, 2, 6, 4, 4, 9],
  [2, 2, 5, 1, 3, 8],
  [-3, 0.5, 2, 2, 11, 1],
]
const expectClose = (actual: JointMoments, expected: JointMoments): void => {
  expect(actual.n).toBe(expected.n)
  for (const [row, mean] of expected.means.entries()) {
    expect(actual.means[row]).toBeCloseTo(mean, 12)
    for (const [column, covariance] of expected.covariances[row]?.entries() ?? []) {
      expect(actual.covariances[row]?.[column]).toBeCloseTo(covariance, 12)
    }
  }
}

it('has means and covariances with n - 1, worked out by hand', () => {
  const { means, covariances, n } = jointMomentsOf([
    [1, 2, 6],
    [2, 2, 5],
  ])
  expect(n).toBe(3)
  expect(means).toEqual([3, 3])
  expect(covariances[0]?.[0]).toBeCloseTo(7, 14)
  expect(covariances[0]?.[1]).toBeCloseTo(4.5, 14)
  expect(covariances[1]?.[0]).toBeCloseTo(4.5, 14)
  expect(covariances[1]?.[1]).toBeCloseTo(3, 14)
})

it('merges parts as if all values had been there at once, single units and none included', () => {
  const part = (from: number, to: number) =>
    jointMomentsOf(columns.map((column) => column.slice(from, to)))
  const one: JointMoments = {
    n: 1,
    means: columns.map((column) => column[5] as number),
    covariances: columns.map(() => columns.map(() => 0)),
  }
  const none: JointMoments = { n: 0, means: [NaN, NaN, NaN], covariances: [] }
  const whole = jointMomentsOf(columns)
  expectClose(mergeJointMoments([part(0, 2), none, part(2, 5), one]), whole)
  expectClose(mergeJointMoments([one, part(2, 5), part(0, 2)]), whole)
  expect(() => mergeJointMoments([one])).toThrow('At least 2')
  expect(() => mergeJointMoments([none])).toThrow('At least 2')
})

it('keeps covariances of 1 around means of 1e9', () => {
  const thirds = columns.map((column) => column.map((value, index) => value + index / 3))
  const far = thirds.map((column) => column.map((value) => value + 1e9))
  const whole = jointMomentsOf(thirds)
  const merged = mergeJointMoments([
    jointMomentsOf(far.map((column) => column.slice(0, 2))),
    jointMomentsOf(far.map((column) => column.slice(2))),
  ])
  for (const found of [jointMomentsOf(far), merged]) {
    expect(found.covariances[0]?.[1]).toBeCloseTo(whole.covariances[0]?.[1] as number, 5)
  }
})

it('adds back what the sum has lost: of a hundred thousand times 1e15, every 1', () => {
  const column = Array.from({ length: 100_000 }, (_, index) => 1e15 + (index % 2))
  const { means, covariances } = jointMomentsOf([column, column.map((value) => -value)])
  expect(means).toEqual([1e15 + 0.5, -1e15 - 0.5])
  expect(covariances[0]?.[1]).toBeCloseTo((-0.25 * 100_000) / 99_999, 14)
})

it('keeps the last digit of merged means around 1e9', () => {
  const part = (n: number, mean: number): JointMoments => ({ n, means: [mean], covariances: [[1]] })
  for (let index = 0; index < 200; index++) {
    const [n, share] = [3 + index, (index * 0.37) % 1]
    const { means } = mergeJointMoments([part(n, 1e9 + share), part(7, 1e9 + 0.7)])
    const expected = (n * share + 7 * 0.7) / (n + 7)
    expect(Math.abs((means[0] as number) - 1e9 - expected)).toBeLessThan(3e-7)
  }
})

it('names the part, and the values, whose covariance cannot be', () => {
  const part = {
    n: 9,
    means: [0, 0],
    covariances: [
      [4, 7],
      [7, 9],
    ],
  }
  expect(() => mergeJointMoments([jointMomentsOf(columns.slice(0, 2)), part])).toThrow(
    'parts[1], covariance 0 and 1 is 7, and variances of 9 and 4 allow 6',
  )
  const spread = (variance: number) => ({ mean: 0, variance })
  expect(() => checkCovariance('it', 6 * (1 + 9e-7), spread(4), spread(9))).not.toThrow()
  expect(() => checkCovariance('it', -6 * (1 + 9e-7), spread(4), spread(9))).not.toThrow()
  expect(() => checkCovariance('it', 6 * (1 + 1.2e-6), spread(4), spread(9))).toThrow('it is 6')
  expect(() => jointMomentsOf([[1], [1]])).toThrow('At least 2')
  expect(() => jointMomentsOf([])).toThrow('the number of units is 0')
  expect(() => jointMomentsOf([[1, NaN]])).toThrow('a value is NaN')
  expect(() => jointMomentsOf([[NaN, 1]])).toThrow('a value is NaN')
})

it('leaves a part that is alone as it is, also beside those without units', () => {
  const part = jointMomentsOf([
    [1, 2, 6],
    [4, 4, 1],
  ])
  const nobody = { n: 0, means: [0, 0], covariances: [] }
  expect(mergeJointMoments([part])).toEqual(part)
  expect(mergeJointMoments([nobody, part])).toEqual(part)
})

it('refuses values whose sums or squares leave what a double can hold', () => {
  const tooLarge = 'The values are too large to be added up in a double.'
  expect(() => jointMomentsOf([[1e308, 1e308]])).toThrow(tooLarge)
  expect(() => jointMomentsOf([[1e200, -1e200]])).toThrow(tooLarge)
  expect(jointMomentsOf([[2 ** 400, 0]]).covariances).toEqual([[2 ** 799]])
  const part = (mean: number) => ({ n: 2, means: [mean], covariances: [[1]] })
  expect(() => mergeJointMoments([part(1e200), part(-1e200)])).toThrow(tooLarge)
  expect(mergeJointMoments([part(1e100), part(-1e100)]).means).toEqual([0])
})

it("has Satterthwaite's degrees of freedom, worked out by hand", () => {
  const control = meanEstimate({ n: 5, mean: 1, variance: 10 })
  const treatment = meanEstimate({ n: 9, mean: 2, variance: 36 })
  const { squaredError, df } = errorOfDifference(control, treatment)
  expect(squaredError).toBe(6)
  // 6² / (2² / 4 + 4² / 8)
  expect(df).toBeCloseTo(12, 13)
  expect(() => errorOfDifference(control, { ...treatment, n: 1 })).toThrow('treatment.n is 1')
  const two = { mean: 1, squaredError: 3, n: 2 }
  expect(errorOfDifference(two, two)).toEqual({ squaredError: 6, df: expect.closeTo(2, 14) })
  const still = { ...treatment, squaredError: 0 }
  expect(errorOfDifference(control, still)).toEqual({ squaredError: 2, df: 4 })
  expect(() => errorOfDifference({ ...control, squaredError: 0 }, still)).toThrow(
    expect.objectContaining({ category: 'insufficient_data' }),
  )
})
