import { expect, it } from 'vitest'
import { bulk } from '../test/fake-environment.ts'
import { startAsAda, world } from '../test/page.ts'

const STEADY = [
  { key: 'flag', value: 'a', variant: 'a', reason: 'SPLIT', metadata: { stability: 'session' } },
]

it('keeps what one client of a page forced when another of the same key remembers its values', async () => {
  const one = startAsAda()
  await world.request().answer(bulk(STEADY))
  const two = startAsAda()
  one.setOverride('gate', { value: false, variant: 'off' })
  one.setOverride('gone', { value: 1 })
  await world.advance(10)
  one.removeOverride('gone')
  await world.request().answer(bulk(STEADY, { version: 2 }))
  await world.advance(10)
  const next = startAsAda()
  expect([...next.overrides().keys()]).toEqual(['gate'])
  expect(next.peek('flag', '').value).toBe('a')
  two.close()
})

it('keeps what each of two clients forced, and nothing of it once that is cleared', async () => {
  const one = startAsAda()
  const two = startAsAda()
  one.setOverride('a', { value: 1 })
  two.setOverride('b', { value: 2 })
  await world.advance(10)
  expect([...startAsAda().overrides().keys()].toSorted()).toEqual(['a', 'b'])
  two.clearOverrides()
  await world.advance(10)
  expect([...startAsAda().overrides().keys()]).toEqual([])
})

it('keeps the treatments that crashed for either of two clients', async () => {
  const one = startAsAda()
  const two = startAsAda()
  one.reportCrash({ flag: 'a', variant: 'x', error: 1 })
  await world.advance(10)
  two.reportCrash({ flag: 'b', variant: 'x', error: 1 })
  await world.advance(10)
  const next = startAsAda()
  expect([next.isBroken('a', 'x'), next.isBroken('b', 'x')]).toEqual([true, true])
})
