import { expect, it } from 'vitest'
import { createFakeClock } from '../live/fake-clock.ts'
import { createTurns, type TurnLimits } from './in-turn.ts'

function asking(limits: TurnLimits, count: number) {
  const clock = createFakeClock()
  const ask = createTurns(clock, limits)
  const open: PromiseWithResolvers<string>[] = []
  const said: string[] = []
  for (let n = 0; n < count; n++) {
    const question = async (): Promise<string> => {
      const answer = Promise.withResolvers<string>()
      open.push(answer)
      return answer.promise
    }
    void ask(question).then(
      (answer) => said.push(`${n}: ${answer}`),
      () => said.push(`${n} failed`),
    )
  }
  const turn = async (): Promise<void> => new Promise((done) => setImmediate(done))
  return { clock, open, said, turn }
}

it('has so many questions open at once, the others in their order, also after one that fails', async () => {
  const { open, said, turn } = asking({ atOnce: 2 }, 4)
  await turn()
  expect(open).toHaveLength(2)
  open[0]!.reject(new Error('down'))
  await turn()
  expect([open.length, said]).toEqual([3, ['0 failed']])
  open[1]!.resolve('a')
  open[2]!.resolve('b')
  await turn()
  open[3]!.resolve('c')
  await turn()
  expect(said).toEqual(['0 failed', '1: a', '2: b', '3: c'])
})

it('lets others ask beside who gets no answer, and no more than so many', async () => {
  const { clock, open, said, turn } = asking({ atOnce: 2, slowMs: 250, most: 5 }, 9)
  await turn()
  clock.advance(249)
  await turn()
  expect(open).toHaveLength(2)
  clock.advance(1)
  await turn()
  expect(open).toHaveLength(4)
  clock.advance(250)
  await turn()
  clock.advance(10_000)
  await turn()
  expect(open).toHaveLength(5)
  for (const answer of open) answer.resolve('well')
  await turn()
  // Whoever is answered at once is two at once again, however many waited before.
  expect([open.length, said.length]).toEqual([7, 5])
  open[5]!.resolve('well')
  open[6]!.resolve('well')
  await turn()
  expect(open).toHaveLength(9)
})
