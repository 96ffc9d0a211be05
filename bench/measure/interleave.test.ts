import { expect, it } from 'vitest'
import { interleave } from './interleave.ts'

it('lets everybody work in each round, and begins each with another one', async () => {
  const order: string[] = []
  const contestant = (name: string) => ({
    name,
    kind: 'reference' as const,
    round: () => order.push(name),
  })
  await interleave(['a', 'b', 'c'].map(contestant), { rounds: 3, warmups: 1 })
  expect(order.join('')).toBe('abc' + 'bca' + 'cab' + 'abc')
})

it('counts no round that warms up', async () => {
  let round = 0
  const [row] = await interleave(
    [{ name: 'a', kind: 'sluice', round: async () => Promise.resolve(++round) }],
    { rounds: 2, warmups: 3 },
  )
  expect(row?.samples).toEqual([4, 5])
})
