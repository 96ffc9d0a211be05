import { expect, it } from 'vitest'
import { uuidV7 } from '../../events/uuid-v7.ts'
import { eventSchema } from './event-schema.ts'

const base = {
  id: uuidV7(1_700_000_000_000, Math.random),
  units: { targetingKey: 'ada', anonymousKey: 'a1' },
  session: 's1',
  sequence: 1,
  at: 1_700_000_000_000,
}
const exposure = {
  ...base,
  type: 'exposure',
  flag: 'checkout-cta',
  variant: 'urgent',
  reason: 'SPLIT',
  phase: 'commit',
  weight: 1,
  contextHash: 'x',
}

it.each([
  exposure,
  { ...exposure, variant: undefined, override: true },
  { ...base, type: 'outcome', name: 'purchase', value: 12.5, properties: { currency: 'EUR' } },
  { ...base, type: 'crash', flag: 'a', variant: 'on', message: 'Boom' },
  { ...base, type: 'usage', reads: { a: 3 } },
  { ...base, type: 'dropped', reason: 'queue_full', count: 2 },
])('takes %j', (event) => {
  expect(eventSchema.safeParse(event).error).toBeUndefined()
})

it('leaves out what it does not know', () => {
  expect(eventSchema.parse({ ...exposure, later: 1 })).not.toHaveProperty('later')
})

it.each([
  ['variant', { ...exposure, variant: undefined }],
  ['id', { ...exposure, id: 'x' }],
  ['weight', { ...exposure, weight: 0 }],
  ['phase', { ...exposure, phase: 'render' }],
  ['sequence', { ...exposure, sequence: 1.5 }],
  ['type', { ...exposure, type: 'click' }],
  ['name', { ...base, type: 'outcome' }],
  ['value', { ...base, type: 'outcome', name: 'purchase', value: Infinity }],
])('refuses a bad %s by its name', (name, event) => {
  expect(eventSchema.safeParse(event).error?.issues[0]?.path).toEqual([name])
})
