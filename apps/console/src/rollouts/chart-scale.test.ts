import type { RolloutGuardrail } from '@sluice/rollout'
import { describe, expect, it } from 'vitest'
import { marginOf, pointsOf, scaleOf, seenOf, type Seen } from './chart-scale.ts'
import type { Look } from './shapes.ts'

const GUARDRAIL: RolloutGuardrail = {
  metric: 'crashes',
  direction: 'lower_is_better',
  marginRelative: 0.05,
  mustRuleOutRelative: 1,
  test: 'event_count_sequential',
  alpha: 0.01,
  onRegression: 'roll_back',
}
const seen = (
  at: number,
  low: number,
  high: number | null,
  finding: Seen['finding'] = 'unclear',
): Seen => ({
  at,
  isBack: false,
  finding,
  estimate: high === null ? null : (low + high) / 2,
  low,
  high,
  units: { control: 10, treatment: 10 },
})

it('takes only the looks in which the guardrail had an interval', () => {
  const look = (at: number, guardrails: Look['guardrails']): Look => ({
    at,
    state: at > 2 ? 'verifying' : 'running',
    step: 0,
    outcome: 'hold',
    rule: 'It holds.',
    units: null,
    guardrails,
  })
  const relative = { estimate: 0.1, low: -0.2, high: 0.4 }
  const looks = [
    look(1, [{ metric: 'crashes', finding: 'too_little', because: 'Nothing yet.' }]),
    look(2, [{ metric: 'crashes', finding: 'unclear', relative }]),
    look(3, [
      { metric: 'slow', finding: 'clear', relative },
      { metric: 'crashes', finding: 'clear', relative },
    ]),
  ]
  expect(seenOf('crashes', looks)).toMatchObject([
    { at: 2, isBack: false, low: -0.2 },
    { at: 3, isBack: true },
  ])
})

describe('the axis', () => {
  it('has the margin, the harm to be ruled out and zero on it', () => {
    const { low, high } = scaleOf(GUARDRAIL, [seen(1, -0.1, 0.1)])
    expect(low).toBeLessThanOrEqual(-0.1)
    expect(high).toBeGreaterThanOrEqual(1)
  })

  it('is not stretched by an early interval without a bound', () => {
    const early = [seen(1, -1, null), seen(2, -1, 4_000)]
    const late = [seen(3, -0.5, 2), seen(4, -0.4, 1.5)]
    expect(scaleOf(GUARDRAIL, [...early, ...late]).high).toBeLessThanOrEqual(2)
  })

  it('reaches to a harm that was found', () => {
    const harmed = [seen(1, -0.5, 2), seen(2, 6, 30, 'harmed')]
    expect(scaleOf(GUARDRAIL, harmed).high).toBeGreaterThanOrEqual(18)
  })

  it('ends where there is nothing left of a rate', () => {
    const { low, marks } = scaleOf({ ...GUARDRAIL, mustRuleOutRelative: 3 }, [seen(1, -1, 3)])
    expect([low, marks[0]]).toEqual([-1, -1])
  })

  it('has its margin below zero where more is better', () => {
    const more = { ...GUARDRAIL, direction: 'higher_is_better' as const }
    expect(marginOf(more)).toBe(-0.05)
    expect(scaleOf(more, [seen(1, -0.1, 0.1)]).low).toBeLessThanOrEqual(-1)
  })
})

it('thins the points, and leaves out none that found something else', () => {
  const many = Array.from({ length: 500 }, (_, at) =>
    seen(at, -0.1, 0.1, at === 333 ? 'harmed' : 'unclear'),
  )
  const points = pointsOf(many)
  expect(points.length).toBeLessThan(80)
  expect(points.map(({ at }) => at)).toEqual(expect.arrayContaining([0, 333, 334, 499]))
})
