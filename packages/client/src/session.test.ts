import { expect, it } from 'vitest'
import { bulk } from '../test/fake-environment.ts'
import { startAsAda, world } from '../test/page.ts'
import { isBroken, reportCrash } from './crashes.ts'

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

it('keeps the treatments that crashed when another client of the page remembers its values', async () => {
  const one = startAsAda()
  await world.request().answer(bulk(STEADY))
  startAsAda()
  reportCrash(one, { flag: 'a', variant: 'x', error: 1 })
  await world.advance(10)
  await world.request().answer(bulk(STEADY, { version: 2 }))
  await world.advance(10)
  const next = startAsAda()
  expect(isBroken(next, 'a', 'x')).toBe(true)
  expect(next.peek('flag', '').value).toBe('a')
})

it('keeps what each of two clients of a page forces, and forgets what one of them takes back', async () => {
  const one = startAsAda()
  const two = startAsAda()
  one.setOverride('a', { value: 1 })
  two.setOverride('b', { value: 2 })
  two.setOverride('c', { value: 3 })
  await world.advance(10)
  expect([...startAsAda().overrides().keys()]).toEqual(['a', 'b', 'c'])
  two.removeOverride('b')
  one.setOverride('d', { value: 4 })
  await world.advance(10)
  expect([...startAsAda().overrides().keys()]).toEqual(['a', 'c', 'd'])
})

it('reads what an earlier page forced into objects without a prototype, by which an overlay tells it', async () => {
  const one = startAsAda()
  one.setOverride('gate', { value: true, variant: 'on' })
  one.setOverride('own', { value: 1 })
  await world.advance(10)
  const next = startAsAda()
  next.setOverride('own', { value: 1 })
  const isKept = (key: string): boolean =>
    Object.getPrototypeOf(next.overrides().get(key)?.metadata) === null
  expect([isKept('gate'), isKept('own')]).toEqual([true, false])
})
