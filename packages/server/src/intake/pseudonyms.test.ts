import { expect, it } from 'vitest'
import { createPseudonyms } from './pseudonyms.ts'

const secret = new Uint8Array(32).fill(1)

it('gives a unit the same pseudonym every time, also after a restart', () => {
  const pseudonym = createPseudonyms(secret)('shop', 'targetingKey', 'ada@example.com')
  expect(createPseudonyms(secret)('shop', 'targetingKey', 'ada@example.com')).toBe(pseudonym)
  expect(pseudonym).toMatch(/^[0-9a-f]{32}$/)
})

it('gives another one under another secret, in another environment and for another unit', () => {
  const pseudonyms = createPseudonyms(secret)
  const all = [
    pseudonyms('shop', 'targetingKey', 'ada'),
    createPseudonyms(new Uint8Array(32).fill(2))('shop', 'targetingKey', 'ada'),
    pseudonyms('shop-two', 'targetingKey', 'ada'),
    pseudonyms('shop', 'anonymousKey', 'ada'),
    pseudonyms('shop', 'targetingKey', 'bob'),
    // The same letters, cut elsewhere.
    pseudonyms('sho', 'ptargetingKey', 'ada'),
    pseudonyms('shop', 'targeting', 'Keyada'),
  ]
  expect(new Set(all).size).toBe(all.length)
})

it('does not mix up texts that UTF-8 cannot tell apart by their length', () => {
  const pseudonyms = createPseudonyms(secret)
  expect(pseudonyms('a', 'é', 'x')).not.toBe(pseudonyms('a', 'e\u0301', 'x'))
})

it('gives a context one as well, of its own in every environment', () => {
  const pseudonyms = createPseudonyms(secret)
  const first = pseudonyms.context('shop', 'al3ym5t0uxaz')
  expect(first).toMatch(/^[0-9a-f]{16}$/)
  expect(createPseudonyms(secret).context('shop', 'al3ym5t0uxaz')).toBe(first)
  const all = [
    first,
    createPseudonyms(new Uint8Array(32).fill(2)).context('shop', 'al3ym5t0uxaz'),
    pseudonyms.context('shop-two', 'al3ym5t0uxaz'),
    pseudonyms.context('shop', 'al3ym5t0uxay'),
  ]
  expect(new Set(all).size).toBe(all.length)
})
