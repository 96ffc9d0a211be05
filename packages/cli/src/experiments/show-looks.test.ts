import { expect, it } from 'vitest'
import { noColors } from '../terminal/no-colors.ts'
import type { Looks, ShownResults } from './read-results.ts'
import { byNowOf, levelOf, looksOf, newerOf } from './show-looks.ts'

const TAKEN = {
  look: 0,
  units: 1012,
  plannedAt: '2026-11-20T10:00:00.000Z',
  readAt: '2026-11-20T10:11:00.000Z',
}
const shown = (
  looks: Partial<Looks> | null,
  { lived = null, notBeforeMs }: { lived?: object | null; notBeforeMs?: number } = {},
): string =>
  looksOf(
    {
      looks: looks && { shown: 0, taken: [TAKEN], next: null, lateUnits: 0, ...looks },
      progress: { lived },
      plan: { stopping: { kind: 'fixed', notBeforeMs } },
    } as unknown as ShownResults,
    noColors,
  ).join('\n')
const WAITS = { shown: null, taken: [], next: { look: 0, plannedUnits: 1000 } }

it.each([
  [
    'waits for its first look',
    shown({ shown: null, taken: [], next: { look: 0, plannedUnits: 1000 } }),
    'none was taken yet; the first is at 1,000 units, and the service takes it',
  ],
  [
    'counts units that have lived what decides',
    shown(WAITS, { lived: { metric: 'back', ms: 1, units: 3 } }),
    'the first is at 1,000 units that have lived what decides, and the service takes it',
  ],
  [
    'waits for its weeks',
    shown(WAITS, { notBeforeMs: 14 * 86_400_000 }),
    'the first is at 1,000 units, and not before 14 days, and the service takes it',
  ],
  [
    'was read of those that had lived what decides',
    shown({ taken: [{ ...TAKEN, lived: 1003 }] }),
    'at 1,012 units (1,003 had lived what decides)',
  ],
  [
    'ended before its look',
    shown({ shown: null, taken: [], next: null }),
    'it ended before one was due, and was never read',
  ],
  ['was read', shown({}), 'look 1 is shown, read 2026-11-20 10:00 UTC at 1,012 units\n'],
  [
    'has another look to come',
    shown({ next: { look: 1, plannedUnits: 2000 } }),
    'at 1,012 units; the next is at 2,000 units',
  ],
  [
    'was read after the service was away',
    shown({ taken: [{ ...TAKEN, readAt: '2026-11-23T10:11:00.000Z' }] }),
    'taken 2026-11-23 10:11 UTC, from the events of before',
  ],
  [
    'has guardrails that are of now',
    shown({ byNow: ['load'] }),
    'what came in since is shown without a test, but for guardrails',
  ],
  [
    'has latecomers',
    shown({ lateUnits: 3 }),
    '3 units of before came in after it, and are not in it',
  ],
])('says of a plan that %s', (_which, lines, words) => {
  expect(lines).toContain(words)
})

it('says nothing where every look is valid', () => {
  expect(shown(null)).toBe('')
})

it('shows what there is by now without a test', () => {
  const results = {
    plan: { variants: [{ key: 'plain' }, { key: 'warm' }] },
    metrics: { bought: { kind: 'conversion' } },
    newer: {
      units: { plain: 2000, warm: 2010 },
      figures: [
        { metric: 'bought', role: 'primary', variants: [{ variant: 'warm', n: 1, value: 0.2 }] },
      ],
    },
  } as unknown as ShownResults
  const lines = newerOf(results, noColors).join('\n')
  expect(lines).toMatch(/BY NOW, NO TEST +PLAIN +WARM\nunits +2,000 +2,010\nbought +– +20\.0 %/)
  expect(lines).not.toContain('P ')
})

it('names the guardrails that are of now', () => {
  const of = (looks: object | null): string[] =>
    byNowOf({ looks } as unknown as ShownResults, noColors)
  expect(of({ byNow: ['load', 'crash'] })).toEqual(['  Of now, and not of the look: load, crash.'])
  expect([of({}), of(null)]).toEqual([[], []])
})

it('says at which p a look of several finds something', () => {
  const of = (kind: string, shown: number | null): string[] =>
    levelOf(
      {
        plan: { alpha: 0.05, stopping: { kind } },
        looks: { shown },
        analysis: { primary: [{ difference: { settings: { alpha: 0.0000152 } } }] },
      } as unknown as ShownResults,
      noColors,
    )
  expect(of('group_sequential', 0)).toEqual([
    '  A p of 0.000015 or less finds something at this look.',
  ])
  expect([of('group_sequential', null), of('fixed', 0)]).toEqual([[], []])
})
