import fc from 'fast-check'
import { expect, it } from 'vitest'
import { murmur3 } from './index.ts'

// Every platform has it; the types of this package know of none.
const { TextEncoder } = globalThis as unknown as {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array }
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

it.each([
  ['', 0, 0],
  ['', 1, 0x514e28b7],
  ['', 0xffffffff, 0x81f16f39],
  ['test', 0, 0xba6bd213],
  ['test', 0x9747b28c, 0x704b81dc],
  ['Hello, world!', 0, 0xc0363e43],
  ['Hello, world!', 0x9747b28c, 0x24884cba],
  ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ['aaaa', 0x9747b28c, 0x5a97808a],
  ['aaa', 0x9747b28c, 0x283e0130],
  ['aa', 0x9747b28c, 0x5d211726],
  ['a', 0x9747b28c, 0x7fa09ea6],
  ['abcd', 0x9747b28c, 0xf0478627],
  ['abc', 0, 0xb3dd93fa],
  ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', 0, 0xee925b90],
  ['a'.repeat(256), 0x9747b28c, 0x37405bdc],
  ['ππππππππ', 0x9747b28c, 0xd58063c1],
])('matches the published vector of %j with seed %i', (text, seed, hash) => {
  expect(murmur3(text, seed)).toBe(hash)
})

it.each([
  [bytes(0xff, 0xff, 0xff, 0xff), 0, 0x76293b50],
  [bytes(0x21, 0x43, 0x65, 0x87), 0, 0xf55b516b],
  [bytes(0x21, 0x43, 0x65, 0x87), 0x5082edee, 0x2362f9de],
  [bytes(0x21, 0x43, 0x65), 0, 0x7e4a8634],
  [bytes(0x21, 0x43), 0, 0xa0f7b07a],
  [bytes(0x21), 0, 0x72661cf4],
  [bytes(0, 0, 0, 0), 0, 0x2362f9de],
  [bytes(0, 0, 0), 0, 0x85f0b427],
  [bytes(0, 0), 0, 0x30f4c306],
  [bytes(0), 0, 0x514e28b7],
])('matches the published vector of the bytes %j with seed %i', (input, seed, hash) => {
  expect(murmur3(input, seed)).toBe(hash)
})

it('hashes text as its UTF-8 bytes, for every seed and every length', () => {
  const encoder = new TextEncoder()
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.integer(), (text, seed) => {
      expect(murmur3(text, seed)).toBe(murmur3(encoder.encode(text), seed))
    }),
  )
  const long = 'Zoë und 😀, '.repeat(500)
  expect(murmur3(long, 7)).toBe(murmur3(encoder.encode(long), 7))
  expect(murmur3('x'.repeat(5000), 7)).toBe(murmur3(encoder.encode('x'.repeat(5000)), 7))
})

it.each([0, 1, 2, 3, 4, 5, 6])('sees a letter beyond ASCII at place %i', (place) => {
  const text = `${'abcdefg'.slice(0, place)}ü${'abcdefg'.slice(place)}`
  expect(murmur3(text, 1)).toBe(murmur3(new TextEncoder().encode(text), 1))
})

it('takes a lone surrogate for the replacement character', () => {
  expect(murmur3('a\ud800b')).toBe(murmur3('a\ufffdb'))
  expect(murmur3('\udc00')).toBe(murmur3('\ufffd'))
  expect(murmur3('\ud83d')).toBe(murmur3('\ud83d'))
  expect(murmur3('\ude00\ud83d')).toBe(murmur3('\ufffd\ufffd'))
})

it('does not depend on what was hashed before', () => {
  const alone = murmur3('Zoë', 3)
  murmur3('a long text before it', 9)
  expect(murmur3('Zoë', 3)).toBe(alone)
  murmur3('abcdefgh-ü', 9)
  expect(murmur3('abcdefgh', 0)).toBe(murmur3(new TextEncoder().encode('abcdefgh'), 0))
})

it('gives a text the same hash whenever it comes, and whatever came in between', () => {
  const texts = fc.array(fc.constantFrom('', 'a', 'ab', 'person-1', 'person-2', 'père', '😀'), {
    maxLength: 20,
  })
  fc.assert(
    fc.property(texts, fc.integer(), (order, seed) => {
      const encoded = order.map((text) => murmur3(new TextEncoder().encode(text), seed))
      expect(order.map((text) => murmur3(text, seed))).toEqual(encoded)
    }),
  )
})
