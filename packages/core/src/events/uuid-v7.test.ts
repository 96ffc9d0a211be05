import fc from 'fast-check'
import { expect, it } from 'vitest'
import { timeOfUuidV7, UUID_V7, uuidV7 } from './uuid-v7.ts'

it('carries its time and sorts by it', () => {
  fc.assert(
    fc.property(
      fc.nat(2 ** 47),
      fc.nat(2 ** 47),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      (a, b, chance) => {
        const random = (): number => chance.next().value
        const first = uuidV7(a, random)
        expect(first).toMatch(UUID_V7)
        expect(timeOfUuidV7(first)).toBe(a)
        expect(a >= b || first < uuidV7(b, random)).toBe(true)
      },
    ),
  )
})

it('has the layout of the example of RFC 9562', () => {
  // Appendix A.6: 2022-02-22T19:22:22.000Z is 0x017F22E279B0.
  expect(uuidV7(1645557742000, () => 0)).toBe('017f22e2-79b0-7000-8000-000000000000')
  expect(timeOfUuidV7('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')).toBe(1645557742000)
})

it.each([NaN, -1, Infinity, 2 ** 60])('takes %s as a time without throwing', (at) => {
  expect(uuidV7(at, Math.random)).toMatch(UUID_V7)
})

it.each(['', 'x', '017f22e2-79b0-4cc3-98c4-dc0c0c07398f', '017F22E2-79B0-7CC3-98C4-DC0C0C07398F'])(
  'finds no time in %j',
  (id) => expect(timeOfUuidV7(id)).toBeUndefined(),
)
