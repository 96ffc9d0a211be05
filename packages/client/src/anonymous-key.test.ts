import { expect, it } from 'vitest'
import { randomKey } from './anonymous-key.ts'

it('gives each browser another one', () => {
  const keys = Array.from({ length: 10_000 }, () => randomKey(Math))
  expect(new Set(keys).size).toBe(10_000)
  expect(keys.filter((key) => !/^\w+$/.test(key))).toEqual([])
})

it('is never empty, whatever chance gives', () => {
  expect(randomKey({ random: () => 0 })).not.toBe('')
})
