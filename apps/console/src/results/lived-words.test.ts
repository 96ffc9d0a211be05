import { expect, it } from 'vitest'
import type { Results } from '../service/shapes/results.ts'
import { livedWords } from './lived-words.ts'

const DAY_MS = 86_400_000
const words = (progress: object): string | undefined =>
  livedWords({ progress, metrics: { back: { title: 'Came back' } } } as unknown as Results)

it('says how many units have lived what decides, of those that the plan asks for', () => {
  const lived = { metric: 'back', ms: 2 * DAY_MS, units: 376 }
  expect(words({ units: 440, plannedUnits: 400, lived })).toBe(
    '376 of 400 have lived “Came back”, which takes 2 days: a verdict counts them alone.',
  )
  expect(words({ units: 440, plannedUnits: null, lived })).toMatch(/^376 of 440 have lived/)
})

it('says nothing where every unit counts at once, and of what an earlier release froze', () => {
  expect([words({ lived: null }), words({})]).toEqual([undefined, undefined])
})
