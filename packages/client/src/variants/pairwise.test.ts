import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pairwise } from './pairwise.ts'

it('lists every choice of one question, and every combination of two', () => {
  expect(pairwise({ a: ['x', 'y'] })).toEqual([{ a: 'x' }, { a: 'y' }])
  expect(pairwise({ a: [1, 2], b: [3, 4, 5] })).toHaveLength(6)
})

it('lists nothing where there is nothing to choose', () => {
  expect(pairwise({})).toEqual([])
  expect(pairwise({ a: [1], b: [] })).toEqual([])
})

it('lets every two choices meet, with far fewer rows than all combinations', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 6 })
  fc.assert(
    fc.property(sizes, (lengths) => {
      const choices = Object.fromEntries(
        lengths.map((length, at) => [`q${at}`, Array.from({ length }, (_, index) => index)]),
      )
      const rows = pairwise(choices)
      const pairs = Object.entries(choices).flatMap(([a, ofA]) =>
        Object.entries(choices)
          .filter(([b]) => a < b)
          .flatMap(([b, ofB]) => ofA.flatMap((i) => ofB.map((j) => ({ a, i, b, j })))),
      )
      for (const { a, i, b, j } of pairs)
        expect(rows.some((row) => row[a] === i && row[b] === j)).toBe(true)
      const all = lengths.reduce((product, length) => product * length, 1)
      expect(rows.length).toBeLessThanOrEqual(all)
    }),
  )
  const six = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((q) => [q, [1, 2, 3]]))
  expect(pairwise(six).length).toBeLessThan(20)
})

it('gives the same list each time', () => {
  const choices = { a: [1, 2], b: [1, 2, 3], c: [1, 2, 3, 4] }
  expect(pairwise(choices)).toEqual(pairwise(choices))
})
