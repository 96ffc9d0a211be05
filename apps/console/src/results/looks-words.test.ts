import { expect, it } from 'vitest'
import type { Results } from '../service/shapes/results.ts'
import { byNowWords, levelWords, looksWords } from './looks-words.ts'

const TAKEN = {
  look: 0,
  plannedUnits: 1000,
  units: 1012,
  plannedAt: '2026-11-20T10:00:00.000Z',
  readAt: '2026-11-20T10:11:00.000Z',
  decision: 'inconclusive' as const,
}
const next = { look: 0, plannedUnits: 1000 }

function words(
  looks: Partial<NonNullable<Results['looks']>>,
  {
    kind = 'fixed',
    lived = null,
    notBeforeMs,
  }: { kind?: string; lived?: object | null; notBeforeMs?: number } = {},
): string {
  return looksWords({
    looks: { shown: 0, taken: [TAKEN], next: null, lateUnits: 0, ...looks },
    plan: { stopping: { kind, fractions: [0.5, 1], notBeforeMs } } as unknown as Results['plan'],
    progress: { lived } as unknown as Results['progress'],
  }).join(' ')
}

it('says that the service reads once, and that what ended before was never read', () => {
  const none = { shown: null, taken: [], next }
  expect(words(none)).toContain('The test is read once, when 1,000 units are there')
  expect(words({ ...none, next: null })).toBe(
    'It ended before its look was due, so that no test was ever read.',
  )
})

it('counts those that have lived what decides, where that takes a while', () => {
  const back = { lived: { metric: 'back', ms: 1, units: 3 } }
  expect(words({ shown: null, taken: [], next }, back)).toContain(
    'when 1,000 units have lived what decides; the service does that',
  )
  const said = words({ taken: [{ ...TAKEN, lived: 1003 }], next }, back)
  expect(said).toContain('at 1,012 units, 1,003 of which had lived what decides.')
  expect(said).toContain('The next look is at 1,000 units that have lived what decides.')
})

it('says that a plan waits for its weeks', () => {
  const waits = { notBeforeMs: 14 * 86_400_000 }
  expect(words({ shown: null, taken: [], next }, waits)).toContain(
    'when 1,000 units are there, and not before 14 days are over; the service does that',
  )
})

it('says when the test was read, and that newer data are shown without one', () => {
  expect(words({})).toMatch(
    /^The test was read once, on 20 Nov 2026, 10:00 UTC, at 1,012 units\. Newer data are shown without a test\.$/,
  )
})

it('says which look of several it is, and at how many units the next is', () => {
  const said = words({ next: { look: 1, plannedUnits: 2000 } }, { kind: 'group_sequential' })
  expect(said).toContain('This is look 1 of 2, read on 20 Nov 2026')
  expect(said).toContain('The next look is at 2,000 units.')
})

it('tells a look that was taken late, and who came late', () => {
  const said = words({ taken: [{ ...TAKEN, readAt: '2026-11-23T10:00:00.000Z' }], lateUnits: 1 })
  expect(said).toContain('from the events of before its time.')
  expect(said).toContain('1 unit of before came in after it, and is not in it.')
})

it('says which guardrails are of now beside a look', () => {
  expect(words({ byNow: ['load'] })).toContain(
    'Newer data are shown without a test, but for guardrails.',
  )
  const of = (looks: object | null) =>
    byNowWords({
      looks,
      metrics: { load: { title: 'Time to load' } },
    } as unknown as Results)
  expect(of({ byNow: ['load', 'crash'] })).toBe('Of now, and not of the look: Time to load, crash.')
  expect([of({ byNow: [] }), of({}), of(null)]).toEqual([undefined, undefined, undefined])
})

it('says at which p a look of several finds something', () => {
  const of = (kind: string, shown: number | null) =>
    levelWords({
      plan: { alpha: 0.05, stopping: { kind } },
      looks: { shown },
      analysis: { primary: [{ refused: 'x' }, { difference: { settings: { alpha: 0.0000152 } } }] },
    } as unknown as Results)
  expect(of('group_sequential', 0)).toBe('A p of 0.000015 or less finds something at this look.')
  expect([of('group_sequential', null), of('fixed', 0)]).toEqual([undefined, undefined])
})
