import { expect, it, onTestFinished } from 'vitest'
import { curveOf, followedMs } from './curve.ts'
import { DAY_MS, startPlannedRun } from './testing/planned-run.ts'

it('tells how many got there by a time, and the mean until then', () => {
  const data = { times: [1, 2, 4, 4, 4], events: [true, true, false, false, false] }
  const { medianMs, reached, meanMs } = curveOf(data, 4)
  expect(medianMs).toBeNull()
  expect(reached).toBeCloseTo(0.4)
  // All for 1, four fifths for 1 more, and three fifths for the last 2.
  expect(meanMs).toBeCloseTo(1 + 0.8 + 1.2)
})

it('waits until the horizon for a variant in which nobody got there', () => {
  expect(curveOf({ times: [7, 9], events: [false, false] }, 10)).toMatchObject({
    reached: 0,
    meanMs: 10,
    curve: [],
  })
})

it('tells no more than the time that is asked for', () => {
  const data = { times: [1, 2, 4, 4, 4], events: [true, true, true, false, false] }
  const { reached, meanMs, untilMs } = curveOf(data, 3)
  expect(untilMs).toBe(3)
  expect(reached).toBeCloseTo(0.4)
  expect(meanMs).toBeCloseTo(1 + 0.8 + 0.6)
})

it('knows as long as somebody of every variant has been there, and the horizon at most', () => {
  const none = [false, false]
  expect(followedMs([{ times: [2, 500], events: none }], 1000)).toBe(500)
  const long = { times: [3, 700], events: none }
  expect(followedMs([long, { times: [4, 600], events: [false, true] }], 1000)).toBe(600)
  // A time is that of the step before it, of which there are 200.
  expect(followedMs([{ times: [2, 1000], events: none }], 1004)).toBe(1004)
  // All have got there.
  expect(followedMs([long, { times: [2, 5], events: [true, true] }], 1000)).toBe(700)
  expect(followedMs([{ times: [2, 5], events: [true, true] }], 1000)).toBe(1000)
})

it('says of an experiment of a day and a half nothing about three days', async () => {
  const waits = {
    kind: 'time_to_event',
    outcome: 'purchase',
    horizonMs: 3 * DAY_MS,
    direction: 'lower_is_better',
  }
  const run = await startPlannedRun(
    { kind: 'always_valid' },
    { words: { secondary: ['waits'] }, metrics: { waits } },
  )
  onTestFinished(async () => run.close())
  const known = async (): Promise<readonly (readonly number[])[]> => {
    const [row] = (await run.results()).apart as readonly {
      readonly values: Readonly<
        Record<string, { readonly untilMs: number; readonly meanMs: number }>
      >
    }[]
    return Object.values(row?.values ?? {}).map(({ untilMs, meanMs }) => [untilMs, meanMs])
  }
  await run.days(1.5)
  const early = await known()
  expect(early).toHaveLength(2)
  for (const [untilMs = 0, meanMs = 0] of early) {
    expect(untilMs).toBe(early[0]?.[0])
    expect(untilMs / DAY_MS).toBeGreaterThan(1.3)
    expect(untilMs / DAY_MS).toBeLessThanOrEqual(1.5)
    expect(meanMs).toBeLessThan(untilMs)
  }
  await run.days(2)
  for (const [untilMs] of await known()) expect(untilMs).toBe(3 * DAY_MS)
})
