import { expect, it } from 'vitest'
import { canonical, fingerprint } from './canonical.ts'

it('writes equal values alike, whatever the order of their names', () => {
  const text = canonical({ b: [{ d: 1, c: null }], a: { z: 'z', 10: 1, 2: 2 } })
  expect(text).toBe(canonical({ a: { 2: 2, 10: 1, z: 'z' }, b: [{ c: null, d: 1 }] }))
  expect(JSON.parse(text)).toEqual({ a: { 2: 2, 10: 1, z: 'z' }, b: [{ c: null, d: 1 }] })
})

it('writes no more names than there are, also of what an object inherits', () => {
  const hostile: unknown = JSON.parse('{"__proto__":{"x":1},"toString":1,"a":{"constructor":2}}')
  expect(canonical(hostile)).toBe('{"a":{"constructor":2},"toString":1}')
})

it('refuses what JSON cannot carry', () => {
  const circle: { self?: unknown } = {}
  circle.self = circle
  expect(() => canonical(circle)).toThrow(TypeError)
  expect(() => canonical({ a: 1n })).toThrow(TypeError)
})

it('tells texts apart that are alike', () => {
  const texts = Array.from({ length: 20_000 }, (_, i) => [`{"id":${i}}`, `{"Aa":"${i}BB"}`]).flat()
  expect(new Set(texts.map(fingerprint)).size).toBe(texts.length)
})
