import { afterEach, beforeEach, expect, it } from 'vitest'
import { ruleset } from '../../test/flags.ts'
import { GLOBALS } from '../ids.ts'
import { setManifest } from '../manifest/held-manifest.ts'
import { readChoices } from '../story/choices.ts'
import { notedFaults } from '../story/noted-faults.ts'
import { variantModes } from './variant-modes.ts'

beforeEach(() => setManifest({ ruleset }))
afterEach(() => setManifest(undefined))

it('names each combination by the titles of its variants, and says of which flags', () => {
  expect(Object.keys(variantModes(['checkout-cta']))).toEqual(['Plain', 'Urgent'])
  expect(Object.keys(variantModes(['new-checkout', 'checkout-cta']))).toEqual([
    'Checkout on one page: On, Words on the order button: Plain',
    'Checkout on one page: On, Words on the order button: Urgent',
    'Checkout on one page: Off, Words on the order button: Plain',
    'Checkout on one page: Off, Words on the order button: Urgent',
  ])
})

it('draws a story in the variants of the mode, whatever the story says', () => {
  const globals = variantModes(['checkout-cta'])['Urgent'] ?? {}
  expect(readChoices(globals, 'any--story').here.overrides).toEqual({
    'checkout-cta': { variant: 'urgent' },
  })
  expect(Object.keys(globals)).toEqual([GLOBALS.here])
})

it('takes some of the variants, also where nobody knows the flags', () => {
  expect(Object.keys(variantModes({ 'free-from': ['far'] }))).toEqual(['Far'])
  setManifest(undefined)
  expect(Object.keys(variantModes({ cta: ['first-try', 'second'] }))).toEqual([
    'First try',
    'Second',
  ])
  expect(variantModes(['cta'])).toEqual({})
})

it('says what does not exist, and goes on without it', () => {
  expect(
    variantModes({ 'checkout-ct': ['x'], 'checkout-cta': ['control', 'urgnt'] }),
  ).toHaveProperty('Plain')
  expect(notedFaults().join()).toContain('Did you mean "checkout-cta"?')
  expect(notedFaults().join()).toContain('Did you mean "urgent"?')
})

it('tells variants of one title apart, so that none is lost', () => {
  const flag = ruleset.flags['checkout-cta']!
  const variants = { a: { value: 'A', title: 'Same' }, b: { value: 'B', title: 'Same' } }
  setManifest({ ruleset: { ...ruleset, flags: { cta: { ...flag, variants } } } })
  expect(Object.keys(variantModes(['cta']))).toEqual(['Same (a)', 'Same (b)'])
  setManifest(undefined)
  expect(Object.keys(variantModes({ cta: ['one-two', 'one_two'] }))).toEqual([
    'One two (one-two)',
    'One two (one_two)',
  ])
})
