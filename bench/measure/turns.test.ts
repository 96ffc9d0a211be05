import { expect, it } from 'vitest'
import { turnsOf } from './turns.ts'

const ROUNDS = 120

it('gives everybody one turn in each round', () => {
  for (let round = -3; round < ROUNDS; round++)
    expect(turnsOf(['a', 'b', 'c'], round).toSorted()).toEqual(['a', 'b', 'c'])
})

it('puts everybody after everybody else about as often', () => {
  const all = ['a', 'b', 'c', 'd']
  const pairs = new Map<string, number>()
  for (let round = 0; round < ROUNDS; round++) {
    const turns = turnsOf(all, round)
    turns.slice(1).forEach((name, before) => {
      const pair = `${turns[before]}${name}`
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
    })
  }
  expect(pairs.size).toBe(12)
  // 30 each, were it even.
  for (const times of pairs.values()) expect(Math.abs(times - 30)).toBeLessThan(15)
})

it('is the same in every run', () => {
  expect(turnsOf([1, 2, 3, 4, 5], 7)).toEqual(turnsOf([1, 2, 3, 4, 5], 7))
})
