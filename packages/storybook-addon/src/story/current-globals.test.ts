import { afterEach, expect, it } from 'vitest'
import { GLOBALS } from '../ids.ts'
import { currentGlobals, hearGlobals } from './current-globals.ts'

const { everywhere, view } = GLOBALS

afterEach(() => hearGlobals({}))

it('takes what was chosen while Storybook drew, and what Storybook knows besides', () => {
  hearGlobals({ [everywhere]: 'letter', theme: 'dark' })
  expect(currentGlobals({ [everywhere]: 'shelf', theme: 'light' }, {})).toEqual({
    [everywhere]: 'letter',
    theme: 'light',
  })
})

it('takes back what is no longer chosen', () => {
  hearGlobals({ [everywhere]: '' })
  expect(currentGlobals({ [everywhere]: 'shelf', [view]: 'grid' }, {})).toEqual({
    [everywhere]: '',
    [view]: undefined,
  })
})

it('leaves what a story names itself', () => {
  hearGlobals({ [everywhere]: 'letter', [view]: 'grid' })
  const named = { [everywhere]: 'shelf' }
  expect(currentGlobals({ ...named }, named)).toEqual({ ...named, [view]: 'grid' })
})

it('is what it was where nothing is late, so that nothing is drawn for it', () => {
  const drawn = { [everywhere]: 'shelf' }
  hearGlobals({ [everywhere]: 'shelf' })
  expect(currentGlobals(drawn, undefined)).toBe(drawn)
})
