import { expect, it } from 'vitest'
import type { Results } from '../service/shapes/results.ts'
import { readApart } from './read-row.ts'
import { soonerWords } from './time-words.ts'
import { timesData } from './times-data.ts'

const HOUR_MS = 3_600_000

const results = {
  plan: { control: 'a', variants: [{ key: 'a' }, { key: 'b' }] },
  metrics: {
    wait: { kind: 'time_to_event', horizonMs: 12 * HOUR_MS, direction: 'lower_is_better' },
  },
} as unknown as Results

const wait = {
  metric: 'wait',
  kind: 'time_to_event',
  role: 'secondary' as const,
  values: {
    a: {
      n: 100,
      medianMs: null,
      reached: 0.21,
      meanMs: 11 * HOUR_MS,
      curve: [{ timeMs: 6 * HOUR_MS, survival: 0.79, interval: { low: 0.7, high: 0.85 } }],
    },
    b: { n: 90, medianMs: null, reached: 0.25, meanMs: 10 * HOUR_MS, curve: [] },
  },
  comparisons: [{ treatment: 'b', logRank: { p: 0.003 } }],
}

it('gives the share that got there by each of some times, up to the horizon', () => {
  const data = timesData(wait, results)
  expect(data?.places).toHaveLength(13)
  expect([data?.places[0], data?.places[1], data?.places.at(-1)]).toEqual([
    'At once',
    '1 hour',
    '12 hours',
  ])
  const [a, b] = data?.lines ?? []
  expect(a?.points[5]).toEqual({ at: 5, value: 0 })
  expect(a?.points[6]?.value).toBeCloseTo(0.21)
  expect(a?.points[12]?.low).toBeCloseTo(0.15)
  expect(b?.points.every(({ value }) => value === 0)).toBe(true)
})

it('goes no further than somebody of every variant was there', () => {
  const { a, b } = wait.values
  const untilMs = 8 * HOUR_MS
  const early = { ...wait, values: { a: { ...a, untilMs }, b: { ...b, untilMs } } }
  expect(timesData(early, results)?.places.at(-1)).toBe('8 hours')
  expect(readApart(early, results)[0]?.finding).toContain('sooner within 8 hours;')
  const none = { ...wait, values: { a: { ...a, untilMs: 0 } } }
  expect(timesData(none, results)).toBeUndefined()
})

it('says of a time which variant is sooner, and how many of each got there', () => {
  const [row] = readApart(wait, results)
  expect(row?.finding).toBe('sooner within 12 hours; read once, decides nothing')
  expect(row?.figures?.[0]?.variants.map(({ value }) => value)).toEqual([0.21, 0.25])
})

it('says what is known of what an earlier release froze', () => {
  expect(
    soonerWords({ values: { a: {}, b: { medianMs: null } } }, 'a', 'b', HOUR_MS),
  ).toBeUndefined()
  expect(soonerWords({ values: { b: { medianMs: HOUR_MS } } }, 'a', 'b', HOUR_MS)).toBe(
    'half in 1 hour',
  )
})
