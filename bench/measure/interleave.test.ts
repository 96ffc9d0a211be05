import { expect, it } from 'vitest'
import { interleave } from './interleave.ts'

it('lets everybody work in each round, each time in another order', async () => {
  const order: string[] = []
  const contestant = (name: string) => ({
    name,
    kind: 'reference' as const,
    round: () => order.push(name),
  })
  await interleave(['a', 'b', 'c'].map(contestant), { rounds: 3, warmups: 1 })
  const rounds = [0, 3, 6, 9].map((from) => order.slice(from, from + 3))
  for (const round of rounds) expect(round.toSorted()).toEqual(['a', 'b', 'c'])
  expect(new Set(rounds.map(String)).size).toBeGreaterThan(1)
})

it('counts no round that warms up', async () => {
  let round = 0
  const [row] = await interleave(
    [{ name: 'a', kind: 'sluice', round: async () => Promise.resolve(++round) }],
    { rounds: 2, warmups: 3 },
  )
  expect(row?.samples).toEqual([4, 5])
})
