import { liftOfRatesSequential } from '@sluice/stats'
import { expect, it } from 'vitest'
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

const rate = (successes: number, n: number) => ({ kind: 'rate' as const, successes, n })

it('reads a rate by the sequential score test, each bound at its alpha', () => {
  const [control, treatment] = [rate(400, 20_000), rate(380, 20_000)]
  const { estimate, interval } = liftOfRatesSequential(control, treatment, { alpha: 0.1 })
  expect(readGuardrail(slow, { control, treatment }, 0.5)).toEqual({
    metric: 'slow',
    finding: 'clear',
    relative: { estimate, low: interval.low, high: interval.high },
  })
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

it('says how many events are too few', () => {
  const few = { control: rate(4, 20_000), treatment: rate(1, 20_000) }
  expect(readGuardrail(slow, few, 0.5)).toMatchObject({
    finding: 'too_little',
    because: expect.stringContaining('4 events are expected in the smaller variant'),
  })
})
