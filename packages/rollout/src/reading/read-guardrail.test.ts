import {
  compareEventCounts,
  liftByFieller,
  liftOfRatesSequential,
  meanEstimate,
} from '@sluice/stats'
import { describe, expect, it } from 'vitest'
import type { RolloutGuardrail } from '../plan/plan.ts'
import { readGuardrail } from './read-guardrail.ts'

const slow: RolloutGuardrail = {
  metric: 'slow',
  direction: 'lower_is_better',
  marginRelative: 0.1,
  mustRuleOutRelative: 0.2,
  test: 'asymptotic_cs',
  alpha: 0.05,
  onRegression: 'roll_back',
}
const bought: RolloutGuardrail = { ...slow, metric: 'bought', direction: 'higher_is_better' }

const rate = (successes: number, n: number) => ({ kind: 'rate' as const, successes, n })
const mean = (mean: number, variance: number, n: number) => ({
  kind: 'mean' as const,
  mean,
  variance,
  n,
})

it('reads a rate by the sequential score test, each bound at half of its alpha', () => {
  const [control, treatment] = [rate(400, 20_000), rate(380, 20_000)]
  const { estimate, interval } = liftOfRatesSequential(control, treatment, { alpha: 0.05 })
  expect(readGuardrail(slow, { control, treatment }, 0.5)).toEqual({
    metric: 'slow',
    finding: 'clear',
    method: 'asymptotic_cs',
    relative: { estimate, low: interval.low, high: interval.high },
  })
})

it('counts events exactly where few are expected, at the other half of its alpha', () => {
  const [control, treatment] = [rate(1, 20_000), rate(17, 20_000)]
  const { interval } = compareEventCounts(1, 17, {
    treatmentShare: 0.5,
    // A fiftieth of it is for whether units divide as planned.
    alpha: 0.98 * 0.025,
    priorEvents: 2,
  })
  const reading = readGuardrail(slow, { control, treatment }, 0.5)
  expect(reading).toEqual({
    metric: 'slow',
    finding: 'harmed',
    method: 'event_count_sequential',
    relative: { estimate: 16, low: interval.low - 1, high: interval.high - 1 },
  })
})

it.each([
  [0.05, 9],
  // As of a plan that counts anew three times.
  [0.05 / 3, 11],
])('has enough, at an alpha of %d, with %d against none', (alpha, events) => {
  const finding = (treated: number) =>
    readGuardrail(
      { ...slow, marginRelative: 0, alpha },
      { control: rate(0, 600), treatment: rate(treated, 600) },
      0.5,
    ).finding
  expect([finding(events - 1), finding(events)]).toEqual(['too_little', 'harmed'])
})

it('knows how sure it is where nothing happened in the treatment', () => {
  const reading = readGuardrail(
    slow,
    { control: rate(400, 20_000), treatment: rate(0, 20_000) },
    0.5,
  )
  expect(reading).toMatchObject({ finding: 'clear', relative: { estimate: -1, low: -1 } })
  expect(reading.relative?.high).toBeGreaterThan(-1)
  expect(reading.relative?.high).toBeLessThan(-0.9)
})

it('says how many events are too few for its test, and what they say until then', () => {
  const few = { control: rate(4, 20_000), treatment: rate(1, 20_000) }
  expect(readGuardrail(slow, few, 0.5)).toMatchObject({
    finding: 'too_little',
    method: 'event_count_sequential',
    relative: { estimate: -0.75 },
    because: expect.stringContaining('2.5 events are expected in the smaller variant'),
  })
  const none = { control: rate(0, 20_000), treatment: rate(0, 20_000) }
  expect(readGuardrail(slow, none, 0.5)).toMatchObject({
    finding: 'too_little',
    relative: { estimate: null, low: -1, high: null },
  })
})

describe('sees a harm where a variant', () => {
  it.each([
    ['has none, of many', slow, rate(0, 600), rate(200, 600), 0.5, 'event_count_sequential'],
    ['has none, of a few', slow, rate(0, 20), rate(11, 20), 0.5, 'event_count_sequential'],
    [
      'has none, and little of the traffic',
      slow,
      rate(0, 200),
      rate(1_500, 1_800),
      0.9,
      'event_count_sequential',
    ],
    ['has one, of many', slow, rate(1, 600), rate(40, 600), 0.5, 'asymptotic_cs'],
    ['has none of what is wanted', bought, rate(200, 600), rate(0, 600), 0.5, 'asymptotic_cs'],
    [
      'has none of what is wanted, of a few',
      bought,
      rate(12, 20),
      rate(0, 20),
      0.5,
      'event_count_sequential',
    ],
    ['had all of what is wanted', bought, rate(600, 600), rate(480, 600), 0.5, 'asymptotic_cs'],
    ['has all of what is not wanted', slow, rate(300, 600), rate(600, 600), 0.5, 'asymptotic_cs'],
    [
      'has none of what a Prometheus counts of everybody',
      slow,
      rate(0, 98_000),
      rate(60, 1_000),
      0.5,
      'event_count_sequential',
    ],
  ] as const)('%s', (_, guardrail, control, treatment, share, method) => {
    const reading = readGuardrail(guardrail, { control, treatment }, share)
    expect(reading).toMatchObject({ finding: 'harmed', method })
    expect(reading.because).toBeUndefined()
    const { low = 0, high } = reading.relative ?? {}
    // The interval is of the method that decided.
    const least = guardrail === slow ? low : -(high ?? Infinity)
    expect(least).toBeGreaterThan(guardrail.marginRelative)
  })
})

it('does not take for harm that a Prometheus counts more of everybody than of the treatment', () => {
  const reading = { control: rate(95, 98_000), treatment: rate(1, 1_000) }
  expect(readGuardrail(bought, reading, 0.5)).toMatchObject({ finding: 'too_little' })
  const other = { control: rate(1, 1_000), treatment: rate(95, 98_000) }
  expect(readGuardrail(slow, other, 0.5)).toMatchObject({ finding: 'too_little' })
})

describe('reads a mean', () => {
  it("by Fieller's set, as far as the sequence reaches", () => {
    const [control, treatment] = [mean(10, 4, 2_000), mean(10.2, 4, 2_000)]
    const reading = readGuardrail(slow, { control, treatment }, 0.5)
    expect(reading).toMatchObject({ finding: 'clear', method: 'asymptotic_cs' })
    expect(reading.relative?.estimate).toBeCloseTo(0.02, 12)
    // 3.47 standard errors is how far it reaches at 4,000 units and 5 % a side.
    const { low, high } = liftByFieller(meanEstimate(control), meanEstimate(treatment), {
      alpha: 5.2e-4,
    }).interval
    expect(reading.relative?.low).toBeCloseTo(low, 2)
    expect(reading.relative?.high).toBeCloseTo(high ?? Number.NaN, 2)
  })

  it.each([
    ['is 0 without any spread', mean(0, 0, 600), mean(0.3, 0.9, 600)],
    ['is 0, and every value of the treatment the same', mean(0, 0, 600), mean(5, 0, 600)],
    ['has one value that is not 0', mean(1 / 600, 1 / 600, 600), mean(0.3, 0.9, 600)],
    ['is the same for everybody', mean(2, 0, 600), mean(3, 1, 600)],
  ])('and sees a harm where the control %s', (_, control, treatment) => {
    const reading = readGuardrail(slow, { control, treatment }, 0.5)
    expect(reading).toMatchObject({ finding: 'harmed', method: 'asymptotic_cs' })
    expect(reading.relative?.low).toBeGreaterThan(0.1)
  })

  it.each([
    ['negative', slow, mean(-10, 4, 2_000), mean(-7, 4, 2_000)],
    ['wanted, and gone', bought, mean(3, 4, 2_000), mean(0, 0, 2_000)],
  ])('that is %s', (_, guardrail, control, treatment) => {
    expect(readGuardrail(guardrail, { control, treatment }, 0.5)).toMatchObject({
      finding: 'harmed',
    })
  })

  it.each([
    // Of 200 with a rate of 1 %, none has an event once in seven times.
    ['is 0 by chance', mean(0, 0, 200), mean(0.01, 0.0099, 19_800)],
    ['seems to know its mean', mean(0.005, 0.005, 200), mean(0.05, 0.0475, 19_800)],
  ])('and takes nothing for harm because a small control %s', (_, control, treatment) => {
    expect(readGuardrail(slow, { control, treatment }, 0.99).finding).toBe('unclear')
  })

  it('and says so where nothing differs, and where units are too few for any test', () => {
    const same = { control: mean(2, 0, 600), treatment: mean(2, 0, 600) }
    expect(readGuardrail(slow, same, 0.5)).toMatchObject({
      finding: 'too_little',
      because: expect.stringContaining('No value differs from another in either variant'),
    })
    const few = { control: mean(2, 1, 199), treatment: mean(9, 1, 600) }
    expect(readGuardrail(slow, few, 0.5)).toMatchObject({
      finding: 'too_little',
      because: expect.stringContaining('199 units'),
    })
  })
})

it.each([300, 10_000, 1_000_000])(
  'sees a harm of a mean in 25 units that add very much beside %d others, and none in ten, which is why whoever measures looks closer',
  (others) => {
    const found = (few: number, by: object = {}): string => {
      const n = others + few
      // The others add 1, with a variance of 1.
      const treatment = mean((others + few * 1e6) / n, (few * 1e12 * others) / n / n + 1, n)
      return readGuardrail(slow, { control: mean(1, 1, others), treatment, ...by }, 0.5).finding
    }
    expect(found(25)).toBe('harmed')
    expect(found(10)).not.toBe('harmed')
    const without = { units: 20, control: mean(1, 1, others), treatment: mean(1, 1, others) }
    expect(found(25, { without })).toBe('suspect')
  },
)

it('rules no harm out by a handful, and does not let one hide a harm', () => {
  const read = (without: object) =>
    readGuardrail(
      slow,
      { control: mean(1, 1, 9_000), treatment: mean(1, 1, 9_000), ...without },
      0.5,
    )
  const others = (value: number, n = 8_980) => ({
    without: { units: 20, control: mean(1, 1, n), treatment: mean(value, 1, n) },
  })
  expect(read({}).finding).toBe('clear')
  expect(read(others(1)).finding).toBe('clear')
  expect(read(others(2))).toMatchObject({
    finding: 'suspect',
    because: expect.stringContaining('slow is not shown to be worse by no more than 20 units'),
  })
  expect(read(others(1, 180)).finding).toBe('too_little')
})
