import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createKeyedHash } from './keyed-hash.ts'

it('is the HMAC of the standard, for any key and text', () => {
  const keys = fc.uint8Array({ minLength: 0, maxLength: 64 })
  const texts = fc.array(fc.string({ unit: 'binary', maxLength: 2_000 }), { maxLength: 5 })
  fc.assert(
    fc.property(keys, texts, (key, each) => {
      const hashed = createKeyedHash(key)
      for (const text of each) {
        expect(hashed(text)).toBe(createHmac('sha256', key).update(text).digest('hex'))
      }
    }),
  )
})

it('takes texts of any length, one after the other', () => {
  const key = new Uint8Array(32).fill(7)
  const hashed = createKeyedHash(key)
  for (const text of ['ö'.repeat(9_000), '', 'x', '\ud800', 'y'.repeat(1_365), 'z'.repeat(1_366)]) {
    expect(hashed(text)).toBe(createHmac('sha256', key).update(text).digest('hex'))
  }
})

it('refuses a key that the standard would hash first', () => {
  expect(() => createKeyedHash(new Uint8Array(65))).toThrow('more than 64 bytes')
})
