import { expect, it } from 'vitest'
import { ruleset } from '../../test/flags.ts'
import { askLive } from './ask-live.ts'

const services = [{ name: 'production', url: 'https://gates.example/', clientKey: 'key' }]

const answers =
  (status: number, body: unknown): typeof fetch =>
  () =>
    Promise.resolve(Response.json(body, { status }))

it('tells the titles of what is served, and why there is none', async () => {
  const flags = [
    { key: 'checkout-cta', variant: 'urgent', value: 'Only 2 left', reason: 'STATIC' },
    { key: 'new-checkout', errorCode: 'TARGETING_KEY_MISSING' },
    { key: 'other', variant: 'first-try', value: 1, reason: 'STATIC' },
  ]
  const [live] = await askLive(services, ruleset, answers(200, { flags }))
  expect(live).toEqual({
    name: 'production',
    served: {
      'checkout-cta': 'Urgent',
      'new-checkout': 'shared out by person',
      other: 'First try',
    },
  })
})

it.each([
  [answers(401, {}), 'refuses the client key'],
  [answers(404, {}), 'answers with 404'],
  [answers(200, 'no flags'), 'does not answer'],
  [() => Promise.reject(new Error('fetch failed')), 'does not answer (fetch failed)'],
] as const)('says what to do when it cannot be asked', async (ask, words) => {
  const [live] = await askLive(services, ruleset, ask)
  expect(live?.fault).toContain(words)
  expect(live?.served).toEqual({})
})
