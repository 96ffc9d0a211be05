import { expect, it } from 'vitest'
import { axisLabels } from './axis-labels.ts'
import { axisOf } from './axis.ts'
import { signedPercent } from './format.ts'

const room = (labels: readonly { readonly text: string }[]): number =>
  labels.reduce((sum, { text }) => sum + text.length + 2, -2)

it.each([
  [-0.1, 0.3],
  [-9.5, 42],
  [-1234.5, 6789],
  [-0.0123, 0.0045],
  [0, 0.0001],
])('writes the marks of an axis from %d to %d without touching, zero among them', (low, high) => {
  const labels = axisLabels(axisOf([low, high]), signedPercent)
  expect(room(labels)).toBeLessThanOrEqual(38)
  const narrow = labels.filter(({ isMinor }) => !isMinor)
  expect(room(narrow)).toBeLessThanOrEqual(24)
  expect(narrow.some(({ mark }) => Math.abs(mark) < 1e-9)).toBe(true)
  expect(narrow.length).toBeGreaterThan(1)
})

it('leaves short ones as they are', () => {
  const labels = axisLabels({ marks: [-1, 0, 1, 2] }, String)
  expect(labels.map(({ mark, isMinor }) => [mark, isMinor])).toEqual([
    [-1, false],
    [0, false],
    [1, false],
    [2, false],
  ])
})
