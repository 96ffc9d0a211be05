import { expect, it } from 'vitest'
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
