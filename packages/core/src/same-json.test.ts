import { expect, it } from 'vitest'
import { canonicalText } from './canonical.ts'
import { sameJson } from './same-json.ts'
import fc from 'fast-check'

it.each<[unknown, unknown]>([
  [
    { a: 1, b: [{ c: null }] },
    { b: [{ c: null }], a: 1 },
  ],
  [0, -0],
  [[], []],
])('takes %j and %j for the same', (a, b) => {
  expect(sameJson(a, b)).toBe(true)
})

it.each<[unknown, unknown]>([
  [{ a: 1 }, { a: '1' }],
  [{ a: 1 }, { a: 1, b: 1 }],
  [{ a: 1 }, { b: 1 }],
  [
    [1, 2],
    [2, 1],
  ],
  [[1], [1, 2]],
  [[], {}],
  [null, {}],
  [{ toString: 1 }, {}],
])('tells %j from %j', (a, b) => {
  expect([sameJson(a, b), sameJson(b, a)]).toEqual([false, false])
})

it('leaves names out at the top level only', () => {
  const leaveOut = new Set(['v'])
  expect(sameJson({ a: 1, v: 1 }, { a: 1 }, leaveOut)).toBe(true)
  expect(sameJson({ a: { v: 1 } }, { a: {} }, leaveOut)).toBe(false)
})

it('agrees with the canonical text', () => {
  const few = fc.jsonValue({ maxDepth: 2 })
  fc.assert(
    fc.property(few, few, (a, b) => {
      expect(sameJson(a, b)).toBe(canonicalText(a) === canonicalText(b))
      expect(sameJson(a, JSON.parse(JSON.stringify(a)))).toBe(true)
    }),
  )
})
