import { expect, it } from 'vitest'
import { serverExposure } from '../exposures.ts'
import { isSampled } from './sampling.ts'

const metadata = { sampleBps: 2000, sampleBy: 'company' }
const details = { key: 'cta', value: 'x', variant: 'a', reason: 'SPLIT', metadata } as const

/** Whether the exposure of this person is sent from a page that a server draws. */
function isSent(targetingKey: string, company?: string): boolean {
  const context = { targetingKey, anonymousKey: 'x', ...(company !== undefined && { company }) }
  const eventAttributes = { units: ['company'], stored: [] }
  return serverExposure({ flags: [], context, eventAttributes }, details, 0) !== undefined
}

it('decides for a page that a server draws as its client does', () => {
  const companies = Array.from({ length: 200 }, (_, index) => `c${index}`)
  const sent = companies.filter((company) => isSent('ada', company))
  expect(companies.filter((company) => isSent('bob', company))).toEqual(sent)
  const byClient = (company: string): boolean =>
    isSampled({ units: { targetingKey: 'eve', company }, flag: 'cta', weight: 5 }, details)
  expect(companies.filter(byClient)).toEqual(sent)
  // Binomial with 200 tries of 1/5: outside of this once in 10 000 times.
  expect(sent.length).toBeGreaterThan(20)
  expect(sent.length).toBeLessThan(62)
})

it('decides by the targeting key where the unit is not known', () => {
  const people = Array.from({ length: 100 }, (_, index) => `p${index}`)
  const sent = people.filter((person) => isSent(person))
  expect(sent.length).toBeGreaterThan(4)
  expect(sent.length).toBeLessThan(40)
})
