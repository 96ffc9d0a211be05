import { describe, expect, it } from 'vitest'
import { compareEventCounts } from '../sequential/event-counts.ts'
import { analyze } from './analyze.ts'
import { eventsTest } from './events.ts'
import type { AnalysisPlan } from './plan.ts'

const events = (control: number, treatment: number, treatmentShare = 0.5) =>
  eventsTest(
    {
      control: { successes: control, n: 1000 },
      treatment: { successes: treatment, n: 1000 },
      treatmentShare,
    },
    0.05,
  )

describe('counted events as a lift', () => {
  it('have the error of a ratio of two counts, worked out by hand', () => {
    // 9/16 √(1/16 + 1/9)
    const { estimate, standardError } = events(16, 9)
    expect(estimate).toBeCloseTo(-7 / 16, 14)
    expect(standardError).toBeCloseTo(0.234375, 14)
    expect(events(16, 4, 0.2)).toMatchObject({ estimate: 0 })
    // Half an event on either side: 3½ over ½, and the other way round.
    expect(events(0, 3).standardError).toBeCloseTo(7 * Math.sqrt(2 + 2 / 7), 13)
    expect(events(3, 0).standardError).toBeCloseTo(Math.sqrt(2 + 2 / 7) / 7, 13)
  })

  it('are none where both have as many, and a number after the first event', () => {
    expect(events(8, 8).estimate).toBe(0)
    expect(events(1, 0).estimate).toBeCloseTo(0.5 / 1.5 - 1, 14)
    expect(events(0, 1).estimate).toBeCloseTo(1.5 / 0.5 - 1, 14)
    expect(() => events(0, 0)).toThrow('Nothing has happened yet')
  })

  it('allow what the ratio of the rates allows, less 1', () => {
    const { interval } = events(30, 8, 0.1)
    const ratio = compareEventCounts(30, 8, { treatmentShare: 0.1 }).interval
    expect(interval.low + 1).toBeCloseTo(ratio.low, 14)
    expect(interval.high + 1).toBeCloseTo(ratio.high, 14)
  })

  it('know the share of a treatment among its units and those of the control', () => {
    const plan: AnalysisPlan = {
      experiment: 'cache',
      hypothesis: 'It crashes less.',
      control: 'old',
      variants: [
        { key: 'other', share: 0.3 },
        { key: 'old', share: 0.5 },
        { key: 'new', share: 0.2 },
      ],
      primary: [
        { key: 'crashed', kind: 'rate', direction: 'lower_is_better', test: 'event_counts' },
      ],
      stopping: { kind: 'always_valid' },
    }
    const rate = (successes: number, n: number) => ({ kind: 'rate', successes, n }) as const
    const { primary } = analyze(plan, {
      units: { other: 3000, old: 5000, new: 2000 },
      metrics: { crashed: { other: rate(30, 3000), old: rate(50, 5000), new: rate(20, 2000) } },
    })
    for (const [index, share] of [0.3 / 0.8, 0.2 / 0.7].entries()) {
      expect(primary[index]).toMatchObject({
        difference: { settings: { treatmentShare: expect.closeTo(share, 14) as number } },
      })
    }
  })
})
