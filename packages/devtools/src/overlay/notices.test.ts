import { expect, it } from 'vitest'
import { createNotices } from './notices.ts'

it('tells whoever listens of each sentence, and of none twice', async () => {
  const notices = createNotices()
  notices.push('Before.')
  const heard: (readonly string[])[] = []
  const stop = notices.subscribe(() => heard.push(notices.list()))
  await Promise.resolve()
  expect(notices.list()).toEqual(['Before.'])
  heard.splice(0)

  notices.push('After.')
  expect(heard).toEqual([])
  await Promise.resolve()
  notices.push('After.')
  await Promise.resolve()
  notices.clear()
  await Promise.resolve()
  expect(heard).toEqual([['Before.', 'After.'], []])

  stop()
  notices.push('Again.')
  await Promise.resolve()
  expect(heard).toHaveLength(2)
  expect(notices.list()).toBe(notices.list())
})
