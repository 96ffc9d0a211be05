import { beforeEach, expect, it } from 'vitest'
import type { Said } from '../panel/desk.ts'
import { grantedDeeds } from './granted-deeds.ts'
import type { Granted } from './granted.ts'

let isAside: boolean
let said: Said[]

const granted: Granted = {
  grant: () => ({
    state: 'active',
    id: 'j',
    expiresAt: 0,
    forced: { cta: 'warm', layout: 'on' },
    ignored: [],
  }),
  count: () => (isAside ? 0 : 2),
  isAside: () => isAside,
  setAside: () => void (isAside = true),
  takeUp: () => void (isAside = false),
  end: () => {},
}
const deeds = grantedDeeds(granted, (next) =>
  said.push(typeof next === 'string' ? { text: next } : next),
)
const words = (): string[] => said.map(({ text }) => text)

beforeEach(() => {
  isAside = false
  said = []
})

it('sets the grant aside as a whole, whichever flag is reset, and takes it up again', () => {
  deeds.reset('layout')
  expect(isAside).toBe(true)
  expect(words()).toEqual(['The grant is set aside: cta, layout as for everybody.'])
  said[0]?.undo?.()
  expect(isAside).toBe(false)
  deeds.replace(new Map(), '')
  expect(isAside).toBe(true)
  deeds.force('cta', { variant: 'warm' })
  expect(isAside).toBe(false)
})

it.each([
  ['another variant', 'cta', { variant: 'cold' }],
  ['a value', 'cta', { value: 'Send it on its way' }],
  ['a flag that is not named', 'banner', { variant: 'on' }],
  ['what every object has', 'constructor', { variant: 'on' }],
])('forces nothing for %s, and says why', (_, key, override) => {
  isAside = true
  deeds.force(key, override)
  expect(isAside).toBe(true)
  expect(words()).toEqual([`${key} was not forced: the grant does not name that.`])
})

it('opens no scenario', () => {
  isAside = true
  deeds.replace(new Map([['cta', { variant: 'warm' }]]), 'A scenario is open.')
  expect(isAside).toBe(true)
  expect(words()).toEqual(['Nothing was forced: in production only a grant does that.'])
})
