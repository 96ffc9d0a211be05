import { expect, it } from 'vitest'
import type { Results } from '../../service/shapes/results.ts'
import { emptyDays, isOnEveryDay, sharesByDay, unitsByDay } from './by-day.ts'

const results = {
  plan: {
    control: 'a',
    variants: [
      { key: 'a', share: 0.5 },
      { key: 'b', share: 0.5 },
    ],
    stopping: { kind: 'always_valid' },
  },
  analysis: { annotations: [{ day: '2026-11-02', title: 'Sale' }], health: {} },
  edits: [],
  status: 'running',
  until: '2026-11-04T10:00:00Z',
  progress: { plannedUnits: null },
  days: [
    { day: '2026-11-01', units: { a: 30, b: 10 } },
    { day: '2026-11-02', units: { a: 10, b: 30 } },
    { day: '2026-11-04', units: { a: 20 } },
  ],
} as unknown as Results

it('adds the shares up from day to day, beside what was planned', () => {
  const { lines, levels } = sharesByDay(results)
  const shares = lines.map(({ points }) => points.map(({ value }) => value))
  expect(shares).toEqual([
    [0.75, 0.5, 0.6],
    [0.25, 0.5, 0.4],
  ])
  expect(levels).toEqual([{ value: 0.5, text: 'Planned: 50.0 %' }])
})

it('has one line for shares that read the same', () => {
  const thirds = [0.3334, 0.3333, 0.3333].map((share, at) => ({ key: `v${at}`, share }))
  const { levels } = sharesByDay({ ...results, plan: { ...results.plan, variants: thirds } })
  expect(levels?.map(({ text }) => text)).toEqual(['Planned: 33.3 %'])
})

it('marks what happened on the day when it did', () => {
  expect(unitsByDay(results).markers).toEqual([{ at: 1, text: 'Sale (2026-11-02)', kind: 'event' }])
})

it('takes the days on which nobody came from the service, which knows when it ran', () => {
  const told = ['2026-11-05', '2026-11-06']
  const health = { ...results.analysis.health, emptyDays: told }
  expect(emptyDays({ ...results, analysis: { ...results.analysis, health } })).toEqual(told)
})

it('finds them between the first and the last where an earlier release froze the results', () => {
  expect(emptyDays(results)).toEqual(['2026-11-03', '2026-11-04'])
})

it('says "on every day" of days that are over and on which somebody new came, and of no others', () => {
  const every = (from: string, until: string) =>
    isOnEveryDay({
      ...results,
      progress: { ...results.progress, countedFrom: Date.parse(from) },
      until,
    })
  expect(every('2026-10-31T23:00:00Z', '2026-11-03T23:59:00Z')).toBe(true)
  expect(every('2026-10-31T00:00:00Z', '2026-11-03T23:59:00Z')).toBe(false)
  expect(every('2026-10-31T23:00:00Z', '2026-11-04T00:00:00Z')).toBe(false)
})
