import { expect, it } from 'vitest'
import { createGenerator } from './generator.ts'

const draw = (...seed: number[]): number[] => {
  const { uniform } = createGenerator(...seed)
  return Array.from({ length: 4 }, uniform)
}

it('gives the same numbers for ever, for large and negative seeds, too', () => {
  expect(draw(2 ** 40 + 5)).toMatchInlineSnapshot(`
    [
      0.8967490505892783,
      0.11258783517405391,
      0.5488418294116855,
      0.5243773050606251,
    ]
  `)
  expect(draw(-3)).toMatchInlineSnapshot(`
    [
      0.5102591039612889,
      0.11550081730820239,
      0.4527052501216531,
      0.22162206750363111,
    ]
  `)
  expect(draw(2 ** 34 + 6)).toMatchInlineSnapshot(`
    [
      0.4896324058063328,
      0.7095328662544489,
      0.9314785418100655,
      0.2179289881605655,
    ]
  `)
  expect(draw(4)).not.toEqual(draw(5))
  expect(draw(5)).not.toEqual(draw(2 ** 32 + 5))
  expect(draw(0, 5)).not.toEqual(draw(5, 0))
})

it('is uniform, and draws each whole number below as often', () => {
  const { uniform, below } = createGenerator(4)
  const counts = [0, 0, 0, 0, 0]
  let [sum, squares] = [0, 0]
  for (let index = 0; index < 20_000; index++) {
    const value = uniform()
    sum += value
    squares += value * value
    const drawn = below(5)
    counts[drawn] = (counts[drawn] ?? 0) + 1
  }
  // Mean ½ and 1/3, each within four of its errors.
  expect(Math.abs(sum / 20_000 - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 20_000))
  expect(Math.abs(squares / 20_000 - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / 20_000))
  for (const count of counts) expect(Math.abs(count - 4000)).toBeLessThan(4 * Math.sqrt(3200))
  expect(counts).toHaveLength(5)
  expect(below(1)).toBe(0)
  expect(() => below(0)).toThrow('below is 0')
})

it.each([
  [[], '[]'],
  [[4, 0.5], '[4, 0.5]'],
  [[NaN], '[NaN]'],
])('refuses a seed that is none, or no whole number: %j', (seed, said) => {
  expect(() => createGenerator(...seed)).toThrow(
    expect.objectContaining({
      category: 'invalid_input',
      message: `The seed is ${said}. Give whole numbers.`,
    }),
  )
})
