import { describe, expect, it } from 'vitest'
import { normalUpperTail } from '../distributions/normal.ts'
import { designPower } from './design.ts'

describe('designPower', () => {
  const question = { drift: 2, units: 1000, alpha: 0.05, side: 'two_sided' } as const

  it('is that of the normal distribution for a test that is read once', () => {
    const [up, down] = [normalUpperTail(-0.040036015459946), normalUpperTail(3.959963984540054)]
    expect(designPower({ kind: 'fixed' }, question)).toEqual({
      power: expect.closeTo(up + down, 13),
      expectedShare: 1,
    })
    const greater = designPower({ kind: 'fixed' }, { ...question, side: 'greater' })
    expect(greater.power).toBeCloseTo(normalUpperTail(1.6448536269514722 - 2), 13)
    const less = designPower({ kind: 'fixed' }, { ...question, side: 'less' })
    expect(less.power).toBeCloseTo(normalUpperTail(1.6448536269514722 + 2), 13)
  })

  it('is that of the fixed test for a single look, from either side', () => {
    const design = { kind: 'group_sequential', looks: 1 } as const
    for (const side of ['two_sided', 'greater', 'less'] as const) {
      const one = designPower(design, { ...question, side })
      expect(one.power).toBeCloseTo(designPower({ kind: 'fixed' }, { ...question, side }).power, 9)
      expect(one.expectedShare).toBeCloseTo(1, 9)
    }
  })

  it('finds a rise and a fall alike where both count', () => {
    for (const design of [
      { kind: 'group_sequential', looks: 3, spending: 'pocock' },
      { kind: 'always_valid', looks: 3, tunedFor: 500 },
    ] as const) {
      const [rise, fall] = [2, -2].map((drift) => designPower(design, { ...question, drift }))
      expect(rise?.power).toBeCloseTo(fall?.power ?? 0, 12)
      expect(rise?.expectedShare).toBeCloseTo(fall?.expectedShare ?? 0, 12)
      const [up, down] = [2, -2].map((drift, index) =>
        designPower(design, { ...question, drift, side: index === 0 ? 'greater' : 'less' }),
      )
      expect(up?.power).toBeCloseTo(down?.power ?? 0, 12)
      expect(up?.power).toBeGreaterThan(rise?.power ?? 1)
    }
  })

  it('is tuned for 5000 units unless it is said otherwise', () => {
    const design = { kind: 'always_valid', looks: 2 } as const
    const plain = designPower(design, question)
    expect(designPower({ ...design, tunedFor: 5000 }, question)).toEqual(plain)
    expect(designPower({ ...design, tunedFor: 1000 }, question).power).toBeGreaterThan(plain.power)
  })

  it('asks of few units what the confidence sequence does, at two of them at the least', () => {
    const tunedFor = 10
    const squared = (-2 * Math.log(0.05) + Math.log(1 - 2 * Math.log(0.05))) / tunedFor
    for (const [units, n] of [
      [1, 2],
      [2, 2],
      [3, 3],
    ] as const) {
      const grown = n * squared + 1
      const bound = Math.sqrt(((2 * grown) / (grown - 1)) * Math.log(Math.sqrt(grown) / 0.05))
      const design = { kind: 'always_valid', looks: 1, tunedFor } as const
      const { power } = designPower(design, { ...question, drift: 4, units })
      expect(power).toBeCloseTo(normalUpperTail(bound - 4) + normalUpperTail(bound + 4), 9)
    }
  })

  it('refuses no look, and more than a thousand', () => {
    const design = { kind: 'group_sequential', looks: 1001 } as const
    expect(() => designPower(design, question)).toThrow('1001 looks')
    expect(() => designPower({ ...design, looks: 0 }, question)).toThrow('looks is 0')
    expect(() =>
      designPower({ kind: 'always_valid', looks: 1 }, { ...question, units: 0 }),
    ).toThrow('units is 0')
  })
})
