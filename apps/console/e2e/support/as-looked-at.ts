import type { Answered } from './change-results.ts'

/** What the service tells of a plan that was read at the first of two planned looks, and went on. */
export function asLookedAt(results: Answered): void {
  const plan = results['plan'] as Record<string, unknown>
  plan['stopping'] = { kind: 'group_sequential', units: 6000, fractions: [0.25, 0.5, 1] }
  const taken = (look: number, units: number, day: string) => ({
    look,
    plannedUnits: [1500, 3000][look],
    units,
    plannedAt: `${day}T10:00:00.000Z`,
    readAt: `${day}T10:11:00.000Z`,
    decision: 'keep_running',
  })
  const all = [taken(0, 1508, '2026-11-12'), taken(1, 3004, '2026-11-19')]
  const next = { look: 2, plannedUnits: 6000 }
  results['looks'] = { shown: 1, taken: all, next, lateUnits: 3 }
  results['status'] = 'running'
  results['newer'] = { units: results['units'], figures: results['figures'] }
}

/** Of a plan that counts who has lived what decides, waits for its weeks, and was not read yet. */
export function asLivedInPart(results: Answered): void {
  const { progress, verdict, analysis } = results
  const DAY_MS = 86_400_000
  const plan = results['plan'] as Record<string, unknown>
  plan['stopping'] = { kind: 'fixed', units: 400, notBeforeMs: 14 * DAY_MS }
  const lived = { metric: 'ordered', ms: 7 * DAY_MS, units: 376 }
  Object.assign(progress, { plannedUnits: 400, lived })
  results['looks'] = { shown: null, taken: [], next: { look: 0, plannedUnits: 400 }, lateUnits: 0 }
  const caution = 'The verdict rests on 2 days, less than one week: weekdays may differ.'
  Object.assign(verdict, { caution })
  Object.assign(analysis, { notes: [caution] })
}
