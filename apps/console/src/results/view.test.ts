import { expect, it } from 'vitest'
import { questionOf, viewOf } from './view.ts'

it('takes from an address what somebody can choose, and nothing else', () => {
  expect(viewOf({ fit: true, over: 'daily', alpha: 0.1, from: '2026-11-01' })).toMatchObject({
    fit: true,
    over: 'daily',
    alpha: 0.1,
    from: '2026-11-01',
  })
  const odd = viewOf({ fit: 1, over: 'x', alpha: 2, from: 'yesterday', correction: '<b>', to: 3 })
  expect(Object.values(odd).filter((value) => value !== undefined)).toEqual([])
})

it('asks the service only for what changes the numbers', () => {
  expect(questionOf(viewOf({ fit: true, over: 'daily', once: true }))).toBe('')
  expect(questionOf(viewOf({ alpha: 0.1, explore: 'a,b&c', over: 'since' }))).toBe(
    '?include=sinceExposure&alpha=0.1&explore=a%2Cb%26c',
  )
})
