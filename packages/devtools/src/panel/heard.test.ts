import { expect, it } from 'vitest'
import { heard } from './heard.ts'

it('tells whoever listens of each sentence, and shows none twice', async () => {
  const notices = ['Before.']
  const { subscribe, list, clear } = heard(notices)
  expect(heard(notices).list()).toBe(list())
  const told: (readonly string[])[] = []
  const stop = subscribe(() => told.push(list()))
  expect(list()).toEqual(['Before.'])

  notices.push('After.')
  expect(told).toEqual([])
  await Promise.resolve()
  notices.push('After.')
  await Promise.resolve()
  clear()
  await Promise.resolve()
  expect(told).toEqual([['Before.', 'After.'], ['Before.', 'After.'], []])
  expect(notices).toHaveLength(0)

  stop()
  notices.push('Again.')
  await Promise.resolve()
  expect(told).toHaveLength(3)
  expect(list()).toEqual(['Again.'])
})
