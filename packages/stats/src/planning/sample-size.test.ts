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
