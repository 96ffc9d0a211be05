import { describe, expect, it } from 'vitest'
import { kaplanMeier } from './kaplan-meier.ts'
import { logRank } from './log-rank.ts'

// Freireich et al. (1963): weeks of remission in leukaemia, in Cox (1972) and R's `gehan`.
const times = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
const happened = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
const treated = { times, events: happened.map((event) => event === 1) }
const weeks = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
const placebo = { times: weeks, events: weeks.map(() => true) }

describe('kaplanMeier', () => {
  it("matches R's survfit on the remissions of Freireich et al. (1963)", () => {
    const { curve, median } = kaplanMeier(treated)
    const expected = [
      [6, 21, 0.8571, 0.0764, 0.72, 1],
      [7, 17, 0.8067, 0.0869, 0.653, 0.996],
      [10, 15, 0.7529, 0.0963, 0.586, 0.968],
      [13, 12, 0.6902, 0.1068, 0.51, 0.935],
      [16, 11, 0.6275, 0.1141, 0.439, 0.896],
      [22, 7, 0.5378, 0.1282, 0.337, 0.858],
      [23, 6, 0.4482, 0.1346, 0.249, 0.807],
    ] as const
    expect(curve).toHaveLength(expected.length)
    for (const [index, [time, atRisk, survival, error, low, high]] of expected.entries()) {
      const point = curve[index]
      expect(point).toMatchObject({ time, atRisk })
      expect(point?.survival).toBeCloseTo(survival, 4)
      expect(point?.standardError).toBeCloseTo(error, 4)
      expect(point?.interval?.low).toBeCloseTo(low, 3)
      expect(point?.interval?.high).toBeCloseTo(high, 3)
    }
    expect(median).toBe(23)
  })

  it("matches scipy.stats.ecdf's log-log interval", () => {
    const { curve } = kaplanMeier(treated, { scale: 'log_log' })
    expect(curve[0]?.interval?.low).toBeCloseTo(0.6197179552659838, 12)
    expect(curve[6]?.interval?.high).toBeCloseTo(0.6801426284952414, 12)
  })

  it('has its median half-way where the curve lies at one half, as in R, and none above', () => {
    const all = (n: number): boolean[] => Array.from<boolean>({ length: n }).fill(true)
    expect(kaplanMeier({ times: [1, 2, 3, 4], events: all(4) }).median).toBe(2.5)
    expect(kaplanMeier(placebo).median).toBe(8)
    expect(kaplanMeier({ times: [1, 2, 3], events: [true, false, false] }).median).toBeUndefined()
    const last = kaplanMeier({ times: [1, 2], events: all(2) }).curve[1]
    expect(last?.survival).toBe(0)
    expect(last).not.toHaveProperty('standardError')
    expect(last).not.toHaveProperty('interval')
  })

  it('reaches less far for a larger alpha', () => {
    const wide = kaplanMeier(treated)
    const narrow = kaplanMeier(treated, { alpha: 0.3173105078629141 })
    expect(wide.settings).toEqual({ alpha: 0.05, scale: 'log' })
    expect(narrow.settings).toEqual({ alpha: 0.3173105078629141, scale: 'log' })
    const [one, two] = [narrow.curve[6], wide.curve[6]]
    // One deviation of the logarithm, and 1.96 of them.
    const deviation = (one?.standardError ?? 0) / (one?.survival ?? 0)
    expect(one?.interval?.low).toBeCloseTo((one?.survival ?? 0) * Math.exp(-deviation), 12)
    expect(two?.interval?.high).toBeCloseTo(
      (one?.survival ?? 0) * Math.exp(1.959963984540054 * deviation),
      12,
    )
  })

  it('refuses negative times, other lengths and no units', () => {
    expect(() => kaplanMeier({ times: [-1], events: [true] })).toThrow('times[0] is -1')
    expect(() => kaplanMeier({ times: [1], events: [] })).toThrow('1 times and 0 events')
    expect(() => kaplanMeier({ times: [], events: [] })).toThrow(
      expect.objectContaining({ category: 'insufficient_data' }),
    )
  })
})

describe('logRank', () => {
  it("matches R's survdiff on the remissions: chi-squared 16.8", () => {
    const result = logRank(placebo, treated)
    expect(result.statistic).toBeCloseTo(16.792940989216536, 10)
    expect(result.observed).toBe(9)
    expect(result.expected).toBeCloseTo(19.25, 2)
    expect(result.p / 4.168809109334529e-5).toBeCloseTo(1, 10)
  })

  it('goes on when a variant has come to its end, worked out by hand', () => {
    const all = [true, true]
    const [early, late] = [
      { times: [1, 3], events: all },
      { times: [2, 4], events: all },
    ]
    // Expected: 1/2 + 2/3 + 1/2 + 1; variance: 1/4 + 2/9 + 1/4 + 0.
    const result = logRank(early, late)
    expect(result.observed).toBe(2)
    expect(result.expected).toBeCloseTo(8 / 3, 14)
    expect(result.statistic).toBeCloseTo((2 / 3) ** 2 / (1 / 2 + 2 / 9), 13)
    const back = logRank(late, early)
    expect(back.observed).toBe(2)
    expect(back.expected).toBeCloseTo(4 / 3, 14)
    const three = logRank(
      { times: [1], events: [true] },
      { times: [2, 5, 6], events: [...all, true] },
    )
    expect(three).toMatchObject({ observed: 3, expected: 0.75 + 3 })
  })

  it('is mirrored when variants are swapped, whoever is watched longer', () => {
    const [forth, back] = [logRank(placebo, treated), logRank(treated, placebo)]
    expect(back.statistic).toBeCloseTo(forth.statistic, 12)
    expect(back.observed).toBe(21)
    expect(back.expected + forth.expected).toBeCloseTo(30, 12)
  })

  it('refuses to compare when nothing happened', () => {
    const quiet = { times: [1, 2], events: [false, false] }
    expect(() => logRank(quiet, quiet)).toThrow(
      expect.objectContaining({ category: 'insufficient_data' }),
    )
  })
})

it('refuses events that are 1 and 0, and a scale that is none', () => {
  const events = [1, 0] as unknown as boolean[]
  expect(() => kaplanMeier({ times: [1, 2], events })).toThrow('events[0] is 1')
  const scale = 'plain' as 'log'
  expect(() => kaplanMeier({ times: [1], events: [true] }, { scale })).toThrow('scale is "plain"')
})
