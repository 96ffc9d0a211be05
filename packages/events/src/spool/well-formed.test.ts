import { expect, it } from 'vitest'
import { DAY, START, exposure } from '../testing/events.ts'
import { openedStore } from '../testing/opened-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { wellFormed } from './well-formed.ts'

it('keeps an event with half of a surrogate pair, which no reader further down could read', async () => {
  const { spool, store } = await openedStore(temporaryFolder())
  const range = { environment: 'shop', from: START - DAY, to: START + DAY }
  const told = async (): Promise<string[]> =>
    (await store.exposureCounts(range)).map(({ variant }) => variant).toSorted()
  await spool.append([
    exposure({ variant: 'a' }),
    exposure({ variant: 'x\ud83e', attributes: { 'plan\udc00': 'pro\ud800' } }),
    exposure({ variant: 'a backslash \\ud83e stays' }),
  ])
  const variants = ['a', 'a backslash \\ud83e stays', 'x\ufffd']
  expect(await told()).toEqual(variants)
  await store.settle()
  expect(spool.state().events).toBe(0)
  expect(await told()).toEqual(variants)
})

it('gives back an event itself in which nothing is to be replaced', () => {
  const event = exposure({ variant: '🥨' })
  expect(wellFormed(event, JSON.stringify(event))).toBe(event)
})
