import { expect, it } from 'vitest'
import { eventAttributesOf } from './event-attributes.ts'

const plain = { type: 'string', stored: false, unit: false, sensitive: false } as const

it('lists units and what is stored, and keeps what is sensitive at home', () => {
  expect(
    eventAttributesOf({
      attributes: {
        anonymousKey: { ...plain, unit: true },
        company: { ...plain, unit: true, sensitive: true },
        country: { ...plain, stored: true },
        email: { ...plain, stored: true, sensitive: true },
        age: plain,
      },
    }),
  ).toEqual({ units: ['company'], stored: ['country'] })
})
