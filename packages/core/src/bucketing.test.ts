import fc from 'fast-check'
import { expect, it } from 'vitest'
import { boundaryOf, bucketOf, BUCKETS, rangesOf } from './index.ts'

it('buckets as an independent implementation does', () => {
  expect(bucketOf('user-1', 'checkout-cta-1')).toBe(1956741738)
  expect(bucketOf('Zoë', 'half')).toBe(2525674444)
  expect(bucketOf('日本語', 'half')).toBe(3686811351)
  expect(bucketOf('😀-unit', 'half')).toBe(1370436317)
})

it('ends the last boundary at the end of the bucket space', () => {
  expect(boundaryOf(10_000)).toBe(2 ** 32)
  expect(boundaryOf(0)).toBe(0)
  expect(boundaryOf(1)).toBe(429496)
  expect(boundaryOf(5000)).toBe(2 ** 31)
})

it('sets boundaries where exact arithmetic sets them', () => {
  const split = [3333, 1, 6666].map((weightBps, index) => ({ variant: `v${index}`, weightBps }))
  expect(rangesOf(split, 6667)).toEqual([
    { variant: 'v0', from: 0, coveredTo: 954389450, to: 1431512599 },
    { variant: 'v1', from: 1431512599, coveredTo: 1431798945, to: 1431942096 },
    { variant: 'v2', from: 1431942096, coveredTo: 3340720997, to: 4294967296 },
  ])
})

it('lays out the homes of variants without a gap and without an overlap', () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 0, max: 10_000 }), (split, coverageBps) => {
      let before = 0
      for (const { from, coveredTo, to } of rangesOf(split, coverageBps)) {
        expect(from).toBe(before)
        expect(coveredTo).toBeGreaterThanOrEqual(from)
        expect(coveredTo).toBeLessThanOrEqual(to)
        before = to
      }
      expect(before).toBe(BUCKETS)
    }),
  )
})

it('covers a home from its start, so that raising coverage only lets units in', () => {
  fc.assert(
    fc.property(weights, coverages, (split, [low, high]) => {
      const narrow = rangesOf(split, low)
      rangesOf(split, high).forEach((wide, index) => {
        expect(wide.from).toBe(narrow[index]?.from)
        expect(wide.to).toBe(narrow[index]?.to)
        expect(wide.coveredTo).toBeGreaterThanOrEqual(narrow[index]?.coveredTo ?? Infinity)
      })
    }),
  )
})

const coverages = fc
  .tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)

const weights = fc
  .uniqueArray(fc.integer({ min: 0, max: 10_000 }), { maxLength: 6 })
  .map((cuts) => {
    const edges = [0, ...cuts.toSorted((a, b) => a - b), 10_000]
    return edges.slice(1).map((edge, index) => ({
      variant: `v${index}`,
      weightBps: edge - (edges[index] ?? 0),
    }))
  })
