import fc from 'fast-check'
import { expect, it } from 'vitest'
import { allocationOf } from './allocation.ts'

it('keeps the treatment of everybody who has it when a share rises', () => {
  const range = (shareBps: number): readonly [number, number] => {
    const { controlBps, treatmentBps, coverageBps } = allocationOf(shareBps)
    return [controlBps, controlBps + (treatmentBps * coverageBps) / 10_000]
  }
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 1, max: 10_000 }),
      (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)]
        const [inner, outer] = [range(less), range(more)]
        expect(outer[0]).toBeLessThanOrEqual(inner[0])
        expect(outer[1]).toBeGreaterThanOrEqual(inner[1])
        expect(inner[1] - inner[0]).toBe(less)
      },
    ),
  )
})

it('gives a small treatment a control of the same size', () => {
  expect(allocationOf(100)).toEqual({ controlBps: 5_000, treatmentBps: 5_000, coverageBps: 200 })
  expect(allocationOf(8_000)).toEqual({
    controlBps: 2_000,
    treatmentBps: 8_000,
    coverageBps: 10_000,
  })
})
