import { describe, expect, it } from 'vitest'
import { falseHarm } from './rare-events.ts'
import { findings, rolloutDaysPerSecond } from './scenarios.ts'

// The whole thousand of each: `pnpm simulate:rollouts`.
it('rolls back at most alpha of harmless rollouts, and nearly every harmful canary', () => {
  for (const finding of findings(60)) expect(finding).toMatchObject({ holds: true })
})

it('gives the same numbers for the same seeds', () => {
  expect(findings(5)).toEqual(findings(5))
})

it('runs many rollout-days a second', () => {
  // A tenth of what an idle machine does, so that a busy one passes.
  expect(rolloutDaysPerSecond(100, () => performance.now())).toBeGreaterThan(100)
})

describe('sees harm that is none in at most alpha of all runs, where events are rare', () => {
  it.each([
    [0.5, 'lower_is_better', 0.05],
    [0.5, 'higher_is_better', 0.2],
    [0.8, 'lower_is_better', 0.2],
    [0.8, 'higher_is_better', 0.05],
    [0.99, 'lower_is_better', 0.2],
    [0.99, 'higher_is_better', 0.2],
  ] as const)('with %d treated, %s, at an alpha of %d', (share, direction, alpha) => {
    const { guardrail, counted, readOften } = falseHarm({
      share,
      direction,
      alpha,
      rate: 0.001,
      runs: 400,
    })
    expect(guardrail).toBeLessThanOrEqual(alpha)
    // Each of the two has a half.
    expect(counted).toBeLessThanOrEqual(alpha / 2)
    expect(guardrail - counted).toBeLessThanOrEqual(alpha / 2)
    expect(readOften).toBeGreaterThan(alpha)
  })
})
