import { expect, it } from 'vitest'
import { curveOf } from './curve.ts'

it('tells how many got there by the horizon, and the mean until then', () => {
  const data = { times: [1, 2, 4, 4, 4], events: [true, true, false, false, false] }
  const { medianMs, reached, meanMs } = curveOf(data, 4)
  expect(medianMs).toBeNull()
  expect(reached).toBeCloseTo(0.4)
  // All for 1, four fifths for 1 more, and three fifths for the last 2.
  expect(meanMs).toBeCloseTo(1 + 0.8 + 1.2)
})

it('waits until the horizon for a variant in which nobody got there', () => {
  expect(curveOf({ times: [7, 9], events: [false, false] }, 10)).toMatchObject({
    reached: 0,
    meanMs: 10,
    curve: [],
  })
})
