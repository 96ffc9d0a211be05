import { describe, expect, it } from 'vitest'
import { createGenerator } from '../chance/generator.ts'
import { assignBlocked } from './blocked.ts'
import { momentsOf } from '../moments/moments.ts'
import { rankSalts } from './salts.ts'
import { uncorrelated } from './uncorrelated.ts'

const units = Array.from({ length: 1003 }, (_, index) => ({
  key: `unit-${index}`,
  stratum: ['DE', 'FR', 'PL'][index % 3] as string,
}))

describe('assignBlocked', () => {
  it('divides every stratum as planned to within one unit', () => {
    const shares = [0.5, 0.3, 0.2]
    const assigned = assignBlocked(units, shares, 7)
    expect(assigned.size).toBe(1003)
    for (const country of ['DE', 'FR', 'PL']) {
      const members = units.filter(({ stratum }) => stratum === country)
      for (const [variant, share] of shares.entries()) {
        const count = members.filter(({ key }) => assigned.get(key) === variant).length
        expect(Math.abs(count - members.length * share)).toBeLessThan(1)
      }
    }
  })

  it('does not depend on the order of the units, and does on the seed', () => {
    const sorted = (seed: number, list = units) =>
      [...assignBlocked(list, [0.5, 0.5], seed)].toSorted(([a], [b]) => (a < b ? -1 : 1))
    expect(sorted(1, units.toReversed())).toEqual(sorted(1))
    expect(sorted(2)).not.toEqual(sorted(1))
  })

  // Worked out in Python from sfc32, FNV-1a, a shuffle from the last unit down, and Madow's draw.
  it.each([
    [7, '002112000000221211020100'],
    [2 ** 40 + 3, '110111200210002001001020'],
  ])('gives the seed %d the same assignment for ever', (seed, variants) => {
    const few = Array.from({ length: 24 }, (_, index) => ({
      key: `unit-${index}`,
      stratum: ['DE', 'FR', 'Österreich'][index % 3] as string,
    }))
    const assigned = assignBlocked(few, [0.5, 0.3, 0.2], seed)
    expect(few.map(({ key }) => assigned.get(key)).join('')).toBe(variants)
  })

  it.each([
    [3, [0.5, 0.3, 0.2]],
    [4, [0.4, 0.3, 0.2, 0.1]],
    [3, [0.5, 0.25, 0.25]],
    [1, [0.1, 0.9]],
  ])('keeps the shares over many strata of %d units', (size, shares) => {
    const many = Array.from({ length: 3000 * size }, (_, index) => ({
      key: `${index}`,
      stratum: `${Math.floor(index / size)}`,
    }))
    const counts = shares.map(() => 0)
    for (const variant of assignBlocked(many, shares, 1).values()) {
      counts[variant] = (counts[variant] ?? 0) + 1
    }
    for (const [variant, share] of shares.entries()) {
      // What is left over in a stratum is at most one unit, drawn anew in each: five of its deviations.
      const drawn = (size * share) % 1
      const reach = 5 * Math.sqrt(3000 * drawn * (1 - drawn)) + 1e-6
      expect(Math.abs((counts[variant] ?? 0) - 3000 * size * share)).toBeLessThan(reach)
    }
  })

  it('gives every order of three units to three variants as often', () => {
    const three = units.slice(0, 9).filter(({ stratum }) => stratum === 'DE')
    const counts = new Map<string, number>()
    const shares = [1 / 3, 1 / 3, 1 / 3]
    for (let seed = 0; seed < 3000; seed++) {
      const assigned = assignBlocked(three, shares, seed)
      const order = three.map(({ key }) => assigned.get(key)).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect([...counts.keys()].toSorted()).toEqual(['012', '021', '102', '120', '201', '210'])
    // 500 and five of their deviations
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(103)
  })

  it('draws in every stratum anew', () => {
    const pair = (stratum: string) => ['a', 'b'].map((key) => ({ key: stratum + key, stratum }))
    let alike = 0
    for (let seed = 0; seed < 1000; seed++) {
      const assigned = assignBlocked([...pair('D'), ...pair('F')], [0.5, 0.5], seed)
      if (assigned.get('Da') === assigned.get('Fa')) alike++
    }
    // 500 and five of their deviations
    expect(Math.abs(alike - 500)).toBeLessThan(79)
  })

  it('refuses a key that occurs twice', () => {
    const twice = [units[0], units[0]] as typeof units
    expect(() => assignBlocked(twice, [0.5, 0.5], 1)).toThrow('occurs twice')
  })
})

describe('rankSalts', () => {
  const people = units.map(({ key }, index) => ({
    key,
    covariates: [(index * 37) % 101, index % 7],
  }))
  const variantOf = (salt: string, key: string): number =>
    createGenerator(
      Array.from(`${salt}/${key}`).reduce(
        (sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0,
        7,
      ),
    ).below(2)

  it('puts the salt first that leaves the variants most alike', () => {
    const ranked = rankSalts(['a', 'b', 'c', 'd', 'e', 'f'], people, variantOf)
    const imbalances = ranked.map(({ imbalance }) => imbalance)
    expect(imbalances).toEqual(imbalances.toSorted((left, right) => left - right))
    expect(ranked[0]?.largest).toBeLessThan(1)
    expect(ranked[0]?.p).toBeGreaterThan(ranked.at(-1)?.p ?? 1)
  })

  it('refuses a salt that leaves a variant empty, and covariates that differ in number', () => {
    expect(() => rankSalts(['a'], people, () => 0)).toThrow('no unit a treatment')
    expect(() => rankSalts(['a'], [...people, { key: 'x', covariates: [1] }], variantOf)).toThrow(
      '"x"',
    )
    expect(() => rankSalts(['a'], [{ key: 'x', covariates: [1] }, ...people], variantOf)).toThrow(
      '"unit-0" has 2 covariates, and the first 1.',
    )
    const third = (salt: string, key: string): number =>
      salt === 'b' && key === 'unit-5' ? 2 : variantOf(salt, key)
    expect(() => rankSalts(['a', 'b'], people, third)).toThrow('The salt "a" leaves a variant')
    expect(() => rankSalts(['a'], people, variantOf, 3)).toThrow('fewer than two units')
    expect(() => rankSalts(['b'], people, third, 2)).toThrow('variants is 2')
  })

  it('goes by the units inside alone, however unlike those are that no salt lets in', () => {
    const salts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const isInside = (key: string): boolean => Number(key.slice(5)) % 3 === 0
    const targeted = (salt: string, key: string): number | undefined =>
      isInside(key) ? variantOf(salt, key) : undefined
    const inside = people.filter(({ key }) => isInside(key))
    const unlike = people.map(({ key, covariates }) =>
      isInside(key)
        ? { key, covariates }
        : { key, covariates: [1e4 + 300 * (covariates[1] ?? 0), covariates[0] ?? 0] },
    )
    const ranked = rankSalts(salts, unlike, targeted)
    expect(ranked).toEqual(rankSalts(salts, inside, variantOf))
    expect(ranked.at(-1)?.p).toBeLessThan(0.5)
  })

  it('refuses a variant that is no position', () => {
    for (const variant of [NaN, -1, 0.5]) {
      expect(() => rankSalts(['a'], people, () => variant)).toThrow('the variant of "unit-0"')
    }
  })

  it('sees a covariate that a variant holds alone, and none in what is the same for all', () => {
    const halves = people.map(({ key }, index) => ({ key, covariates: [index % 2] }))
    const confounded = (_: string, key: string): number => Number(key.slice(5)) % 2
    const [found] = rankSalts(['a'], halves, confounded)
    // Every unit's whole spread lies between the variants: N - 1.
    expect(found?.imbalance).toBeCloseTo(1002, 8)
    expect(found?.p).toBeLessThan(1e-100)
    expect(found?.largest).toBeCloseTo(Math.sqrt(1002), 8)
    const same = people.map(({ key }) => ({ key, covariates: [3, 3] }))
    expect(rankSalts(['a'], same, variantOf)[0]).toEqual({
      salt: 'a',
      imbalance: 0,
      largest: 0,
      p: 1,
    })
  })

  it('is the squared z of a single covariate, with the error of both variants together', () => {
    const one = people.map(({ key, covariates }) => ({
      key,
      covariates: [covariates[0] as number],
    }))
    const [found] = rankSalts(['a'], one, variantOf)
    const of = (variant: number) =>
      one
        .filter(({ key }) => variantOf('a', key) === variant)
        .map(({ covariates }) => covariates[0] as number)
    const [c, t] = [momentsOf(of(0)), momentsOf(of(1))]
    const { variance } = momentsOf(one.map(({ covariates }) => covariates[0] as number))
    const z = (t.mean - c.mean) / Math.sqrt(variance * (1 / c.n + 1 / t.n))
    expect(found?.imbalance).toBeCloseTo(z * z, 10)
    expect(found?.largest).toBeCloseTo(Math.abs(z), 10)
  })

  it('counts what two covariates have in common once, so that p is what it says', () => {
    const twice = people.map(({ key, covariates: [first = 0] }, index) => ({
      key,
      covariates: [first, 5 - 2 * first + (index % 3 === 0 ? 1e-9 : 0)],
    }))
    const salts = Array.from({ length: 80 }, (_, index) => `salt-${index}`)
    const alone = rankSalts(
      salts,
      people.map(({ key, covariates }) => ({ key, covariates: [covariates[0] as number] })),
      variantOf,
    )
    const both = rankSalts(salts, twice, variantOf)
    expect(both.map(({ salt }) => salt)).toEqual(alone.map(({ salt }) => salt))
    expect(both[7]?.p).toBeCloseTo(alone[7]?.p ?? 0, 6)
    const near = people.map(({ key, covariates: [first = 0, second = 0] }) => ({
      key,
      covariates: [first, first + second, second - first],
    }))
    const ps = rankSalts(salts, near, variantOf).map(({ p }) => p)
    const small = ps.filter((p) => p <= 0.2).length / ps.length
    expect(small).toBeGreaterThan(0.06)
    expect(small).toBeLessThan(0.36)
  })

  it('sees three variants and two covariates, worked out by hand', () => {
    const six = [0, 2, 3, 5, 7, 7].map((value, index) => ({
      key: String(index),
      covariates: [value],
    }))
    const inPairs = (_: string, key: string): number => Math.floor(Number(key) / 2)
    const [found] = rankSalts(['a'], six, inPairs)
    // Means of 1, 4 and 7 around 4, and a variance of 40 / 5.
    expect(found?.imbalance).toBeCloseTo((2 * 9 + 2 * 9) / 8, 12)
    // Chi-squared with two degrees of freedom has a tail of exp(-x / 2).
    expect(found?.p).toBeCloseTo(Math.exp(-4.5 / 2), 12)
    expect(found?.largest).toBeCloseTo(6 / Math.sqrt(8), 12)
    const [two] = rankSalts(['a'], people, variantOf)
    expect(two?.p).toBeCloseTo(Math.exp(-(two?.imbalance ?? 0) / 2), 12)
  })

  it('does not depend on the units of the covariates', () => {
    const small = people.map(({ key, covariates: [first = 0, second = 0] }) => ({
      key,
      covariates: [1e-6 * first - 3, 1e9 * second],
    }))
    const [here, there] = [people, small].map((list) => rankSalts(['a'], list, variantOf)[0])
    expect(there?.imbalance).toBeCloseTo(here?.imbalance ?? 0, 6)
    expect(there?.largest).toBeCloseTo(here?.largest ?? 0, 6)
  })

  it('takes two units of a variant, and a variant that no salt fills is said', () => {
    const four = [1, 2, 4, 8].map((value, index) => ({ key: String(index), covariates: [value] }))
    const halves = (_: string, key: string): number => Number(key) % 2
    expect(rankSalts(['a'], four, halves, 2)).toHaveLength(1)
    expect(() => rankSalts(['a'], four.slice(0, 3), halves)).toThrow('fewer than two units')
    expect(() => rankSalts(['a'], [], halves)).toThrow('no unit a treatment')
  })

  it('compares those inside, by the spread of all that some salt lets in', () => {
    const six = [0, 2, 3, 5, 7, 7].map((value, index) => ({
      key: String(index),
      covariates: [value],
    }))
    const outside = (salt: string, key: string): number | undefined => {
      const place = salt === 'a' ? Number(key) : 5 - Number(key)
      return place < 4 ? Math.floor(place / 2) : undefined
    }
    const [alone] = rankSalts(['a'], six, outside)
    // Means of 1 and 4 around 2.5, where the variance of the four is 13 / 3.
    expect(alone?.imbalance).toBeCloseTo((4 * 1.5 ** 2) / (13 / 3), 12)
    expect(alone?.largest).toBeCloseTo(3 / Math.sqrt(13 / 3), 12)
    const both = rankSalts(['a', 'b'], six, outside).find(({ salt }) => salt === 'a')
    expect(both?.imbalance).toBeCloseTo((4 * 1.5 ** 2) / 8, 12)
    expect(both?.largest).toBeCloseTo(3 / Math.sqrt(8), 12)
  })

  it('leaves units outside out of the variants', () => {
    const some = (salt: string, key: string) =>
      key.endsWith('3') ? undefined : variantOf(salt, key)
    expect(rankSalts(['a'], people, some)[0]?.imbalance).not.toBe(
      rankSalts(['a'], people, variantOf)[0]?.imbalance,
    )
  })
})

it('leaves nothing in common to columns that are nearly equal', () => {
  const first = units.map((_, index) => (index * 37) % 101)
  const near = first.map((value, index) => value + 1e-3 * ((index * 11) % 7))
  const [one = [], two = []] = uncorrelated([first, near])
  const both = one.reduce((sum, value, index) => sum + value * (two[index] as number), 0)
  expect(Math.abs(both) / units.length).toBeLessThan(1e-14)
  expect(uncorrelated([first, near, first])).toHaveLength(2)
})

describe('createGenerator', () => {
  it('repeats its numbers for a seed, and differs for others', () => {
    const draw = (...seed: number[]): number[] => {
      const { uniform } = createGenerator(...seed)
      return Array.from({ length: 5 }, uniform)
    }
    expect(draw(1, 2)).toEqual(draw(1, 2))
    expect(draw(1, 3)).not.toEqual(draw(1, 2))
    expect(draw(1, 2)).toMatchInlineSnapshot(`
      [
        0.3447786800097674,
        0.09835977270267904,
        0.10490106488578022,
        0.07310363929718733,
        0.45967051130719483,
      ]
    `)
    expect(() => createGenerator()).toThrow('The seed')
    expect(() => createGenerator(0.5)).toThrow('The seed')
  })
})
