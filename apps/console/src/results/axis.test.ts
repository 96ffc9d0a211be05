import { describe, expect, it } from 'vitest'
import { axisOf, groupAxis, placeOn } from './axis.ts'

describe('axisOf', () => {
  it('has round marks on both sides of zero', () => {
    expect(axisOf([-0.18, 0.65]).marks).toEqual([-0.25, 0, 0.25, 0.5, 0.75])
  })

  it('is an axis for nothing too', () => {
    const { low, high } = axisOf([])
    expect(high).toBeGreaterThan(low)
  })

  it('leaves out what is no number', () => {
    expect(axisOf([Number.NaN, Infinity, 1]).high).toBe(1)
  })
})

describe('groupAxis', () => {
  const narrow = { low: -0.1, high: 0.1 }

  it('lets a wide interval end in an arrow', () => {
    const axis = groupAxis([narrow, narrow, { low: -9, high: 9 }], false)
    expect(axis.high).toBeLessThan(1)
    expect(placeOn(axis, 9)).toEqual({ at: 1, isClamped: true })
    expect(placeOn(axis, 0.1).isClamped).toBe(false)
  })

  it('shows all of it where that is wanted', () => {
    const axis = groupAxis([narrow, narrow, { low: -9, high: 9 }], true)
    expect(placeOn(axis, 9).isClamped).toBe(false)
  })
})
