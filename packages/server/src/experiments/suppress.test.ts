import type { SegmentValue } from '@sluice/stats'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SMALL_CELL, suppressSmall } from './suppress.ts'

const VARIANTS = ['a', 'b']

function values(...sizes: readonly (readonly [a: number, b: number])[]): SegmentValue[] {
  return sizes.map(([a, b], at) => ({ value: `v${at}`, units: { a, b }, metrics: {} }))
}

const told = (given: readonly SegmentValue[]) => {
  const { shown, hidden } = suppressSmall({ country: given }, VARIANTS)
  return [shown['country']?.map(({ value }) => value), hidden['country'] ?? 0]
}

it('tells all where none is small', () => {
  expect(told(values([20, 30], [50, 40]))).toEqual([['v1', 'v0'], 0])
})

it('leaves out a small one, and so many others that their sum is none', () => {
  expect(told(values([500, 500], [25, 25], [15, 15]))).toEqual([['v0'], 2])
  expect(told(values([500, 500], [100, 100], [10, 10], [12, 12]))).toEqual([['v0', 'v1'], 2])
})

it('leaves out what is beyond the largest twenty, and none that is small on its own', () => {
  const many = values(...Array.from({ length: 20 }, () => [80, 80] as const), [2, 2])
  const [shown, hidden] = told(many)
  expect(shown).toHaveLength(19)
  expect(hidden).toBe(2)
})

it('never lets anybody subtract a small cell from the whole', () => {
  const size = fc.tuple(fc.nat(60), fc.nat(60))
  fc.assert(
    fc.property(fc.array(size, { maxLength: 40 }), (sizes) => {
      const given = values(...sizes)
      const { shown, hidden } = suppressSmall({ country: given }, VARIANTS)
      const kept = shown['country'] ?? []
      expect(kept.length + (hidden['country'] ?? 0)).toBe(given.length)
      if (kept.length === given.length || kept.length === 0) return
      for (const variant of VARIANTS) {
        const sum = (list: readonly SegmentValue[]) =>
          list.reduce((all, { units }) => all + (units[variant] ?? 0), 0)
        expect(sum(given) - sum(kept)).toBeGreaterThanOrEqual(SMALL_CELL)
      }
    }),
  )
})
