import { describe, expect, it } from 'vitest'
import { isBroken } from '@sluice/client/crashes'
import { ruleset } from '../../test/flags.ts'
import { GLOBALS } from '../ids.ts'
import { toPayload } from '../scenarios/payload.ts'
import { hasChoices, readChoices, writeChoices } from './choices.ts'
import { checkParameters } from './parameters.ts'
import { resolve } from './resolve.ts'
import { createStoryClient } from './story-client.ts'

const nobody = { read() {}, treated() {}, crashed() {}, secondProvider() {}, recorded() {} }

/** What a story with these parameters draws, when these choices are made. */
function draw(parameters: object, globals: Record<string, unknown> = {}) {
  const choices = readChoices(globals, 'a--b')
  const resolved = resolve({ ruleset }, checkParameters(parameters), choices)
  const client = createStoryClient(resolved, nobody)
  return { ...resolved, choices, client, value: (key: string) => client.peek(key, null).value }
}

const choose = (variant: string) => writeChoices({ overrides: { 'checkout-cta': { variant } } })

it('draws what a flag gives by itself, and leaves shares out, so that a story is the same every day', () => {
  const { value } = draw({})
  expect(value('checkout-cta')).toBe('Buy now')
  expect(value('new-checkout')).toBe(false)
})

it('lets rules decide for the person of the story, and shares for one with a key', () => {
  expect(draw({ context: { country: 'NO' } }).value('banner')).toEqual({ text: 'Duties are paid' })
  expect(draw({ context: { targetingKey: 'ada' } }).value('new-checkout')).toBe(true)
})

it('takes the panel before the story, the story before the toolbar, and the toolbar before the flag', () => {
  const story = { variants: { 'checkout-cta': 'control' } }
  const everywhere = { [GLOBALS.everywhere]: choose('urgent') }
  const here = { [GLOBALS.here]: { 'a--b': choose('urgent') } }
  expect(draw({}, everywhere).value('checkout-cta')).toBe('Only 2 left')
  expect(draw(story, everywhere).value('checkout-cta')).toBe('Buy now')
  expect(draw(story, { ...everywhere, ...here }).value('checkout-cta')).toBe('Only 2 left')
  expect(draw(story, { [GLOBALS.here]: { 'c--d': choose('urgent') } }).value('checkout-cta')).toBe(
    'Buy now',
  )
  expect(draw(story, here).by.get('checkout-cta')).toBe('panel')
})

it('tells what the story would give when nobody chooses', () => {
  const { own } = draw({}, { [GLOBALS.here]: choose('urgent') })
  expect(own('checkout-cta')).toMatchObject({ variant: 'control', value: 'Buy now' })
})

it('says so where a story asks for a variant and gives it the value of another', () => {
  const variants = { 'checkout-cta': 'urgent' }
  const { faults } = draw({ variants, flags: { 'checkout-cta': 'Buy now' } })
  expect(faults.get('checkout-cta')).toBe(
    'The story asks for the variant "urgent" and gives it "Buy now", which is what "control" gives. Take out one of the two.',
  )
  expect(draw({ variants, flags: { 'checkout-cta': 'Only 1 left' } }).faults.size).toBe(0)
  expect(draw({ variants, flags: { 'checkout-cta': 'Only 2 left' } }).faults.size).toBe(0)
})

it('takes a value for the variant that has it, with all that a service tells of it', () => {
  const { client } = draw({ flags: { 'checkout-cta': 'Only 2 left', 'free-from': 20 } })
  expect(client.peek('checkout-cta', '')).toMatchObject({
    variant: 'urgent',
    reason: 'STATIC',
    metadata: { exposure: 'visible' },
  })
  expect(client.peek('free-from', 0)).toMatchObject({ value: 20, variant: '20' })
})

it('lets every choice reach the screen at once, whatever an app would wait for', () => {
  const { client } = draw({ variants: { 'checkout-cta': 'urgent' } })
  expect(client.peek('checkout-cta', '').metadata.stability).not.toBe('mount')
})

describe('what goes wrong', () => {
  it.each([
    [{ variants: { 'checkout-cta': 'urgnt' } }, 'Did you mean "urgent"?', 'Buy now'],
    [{ flags: { 'checkout-cta': 5 } }, 'of the type string', 'Buy now'],
    [
      { flags: { 'checkout-cta': 'urgent' } },
      "write variants: { 'checkout-cta': 'urgent' }",
      'urgent',
    ],
  ])('%j is a sentence', (parameters, words, drawn) => {
    const { faults, value } = draw(parameters)
    expect(faults.get('checkout-cta')).toContain(words)
    expect(value('checkout-cta')).toBe(drawn)
  })

  it.each([
    [{ variants: { 'chekout-cta': 'urgent' } }, 'chekout-cta', 'Did you mean "checkout-cta"?'],
    [{ flags: { gone: true } }, 'gone', 'is archived'],
  ])('%j names a flag that is not there', (parameters, key, words) => {
    expect(draw(parameters).faults.get(key)).toContain(words)
  })

  it.each([
    ['eyJ2ZXJzaW9u', 'cut off or changed'],
    [toPayload({ version: 2, name: 'x' }), 'another version needs another release'],
    [toPayload({ version: 1, name: 'x', status: 'broken' }), 'Write one of'],
    ['', undefined],
  ])('a link %j is read as far as it goes', (payload, words) => {
    const { choices, value } = draw({}, { [GLOBALS.everywhere]: payload })
    expect(choices.faults.join()).toContain(words ?? '')
    expect(choices.faults).toHaveLength(words === undefined ? 0 : 1)
    expect(value('checkout-cta')).toBe('Buy now')
  })

  it.each([
    [5, 'is no object'],
    [{ flag: {} }, 'has no "flag"'],
    [{ flags: [] }, 'parameters.sluice.flags is no object'],
    [{ status: 'slow' }, 'Write one of ready, starting'],
    [{ variants: { a: 1 } }, 'Write the name of a variant'],
  ])('parameters %j become sentences', (given, words) => {
    expect(checkParameters(given).faults.join()).toContain(words)
  })
})

it('puts a story into states', () => {
  expect(draw({ status: 'offline' }).client.peek('checkout-cta', 'mine').value).toBe('mine')
  expect(draw({ status: 'starting' }).client.status().state).toBe('starting')
  expect(isBroken(draw({ status: 'crashed' }).client, 'checkout-cta', 'urgent')).toBe(true)
  expect(draw({ status: 'no-consent' }).client.consent()).toBe('denied')
  expect(draw({}).client.consent()).toBe('granted')
})

it('writes choices so that they can be read again', () => {
  const choices = {
    overrides: { 'checkout-cta': { variant: 'urgent', value: 'ünï ✓' } },
    state: 'crashed',
    context: { country: 'NO' },
    scenario: 'Abroad',
  } as const
  const payload = writeChoices(choices)
  expect(payload).toMatch(/^[\w-]+$/)
  expect(readChoices({ [GLOBALS.everywhere]: payload }, 'a').everywhere).toEqual(choices)
})

it('knows what somebody chose for a story from what a mode of a visual test says', () => {
  const payload = choose('urgent')
  expect(hasChoices({}, 'a--b')).toBe(false)
  expect(hasChoices({ [GLOBALS.here]: { 'a--b': payload } }, 'a--b')).toBe(true)
  expect(hasChoices({ [GLOBALS.here]: { 'c--d': payload } }, 'a--b')).toBe(false)
  expect(hasChoices({ [GLOBALS.everywhere]: payload }, 'a--b')).toBe(true)
  expect(hasChoices({ [GLOBALS.here]: payload }, 'a--b')).toBe(false)
})
