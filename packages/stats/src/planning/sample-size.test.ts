import { expect, it } from 'vitest'
import { sampleSizeOfMeans } from './sample-size.ts'

// SciPy's nct: 0.80003 for 295 and 590, 0.79981 for 295 and 589, and so on.
it.each([
  [0.2, 2, 295, 590],
  [0.2, 0.5, 590, 295],
  [0.35, 2, 97, 193],
  [0.2, 1, 394, 394],
  // 0.80032, though 193 is less than twice 97, and 0.79963 for 97 and 192.
  [0.35, 2, 97, 193],
])(
  'plans no more units for %d at a ratio of %d than Student needs: %d and %d',
  (difference, ratio, control, treatment) => {
    const size = sampleSizeOfMeans(difference, { variance: 1, ratio })
    expect(size).toMatchObject({ control, treatment })
  },
)

// SciPy's nct: 0.79922 for 286 and 572, 0.80125 for 287 and 574.
it.each([
  [2, 287, 574],
  [0.5, 574, 287],
])('keeps the ratio of %d where Student needs several units more: %d and %d', (ratio, c, t) => {
  const size = sampleSizeOfMeans(0.3, { variance: 1, ratio, alpha: 0.001 })
  expect(Math.ceil(Math.min(size.n, size.n * ratio))).toBe(285)
  expect(size).toMatchObject({ control: c, treatment: t })
})
