import { expect, it } from 'vitest'
import { draftState, stepRollout } from './index.ts'
import { parsePlan } from './schema.ts'
import { checkPlan } from './index.ts'
import { decide, playbook, replay } from './index.ts'

it('plans, starts and looks', () => {
  const plan = parsePlan({
    flag: 'new-checkout',
    rule: 'split',
    treatment: 'on',
    control: 'off',
    steps: [
      {
        name: 'canary',
        shareBps: 100,
        holdMs: 86_400_000,
        monitored: true,
        minUnitsPerVariant: 500,
        maxWaitMs: 259_200_000,
      },
      { name: 'all', shareBps: 10_000, approval: 'the owner' },
    ],
    guardrails: [
      {
        metric: 'checkout_crash_rate',
        direction: 'lower_is_better',
        marginRelative: 0,
        test: 'event_count_sequential',
        alpha: 0.01,
        onRegression: 'roll_back',
      },
    ],
    on: { inconclusive: 'hold', noData: 'hold', srm: 'pause' },
    rollback: { verifyWithinMs: 1_800_000, cooldownMs: 86_400_000 },
  })

  const ann = { id: 'token-1', name: 'Ann' }
  const at = Date.UTC(2026, 10, 26, 12)
  const started = stepRollout(plan, draftState(ann), {
    kind: 'start',
    at,
    by: ann,
    versionBefore: 41,
  })
  // started.commands[0] is { kind: 'set_share', step: 0, shareBps: 100, allocation: { … } }
  expect(started.commands[0]).toMatchObject({ kind: 'set_share', step: 0, shareBps: 100 })

  const running = stepRollout(plan, started.state, { kind: 'applied', at, version: 42 })
  const crash = (successes: number) => ({ kind: 'rate', successes, n: 900 }) as const
  const look = stepRollout(plan, running.state, {
    kind: 'tick',
    at: at + 10_000,
    elapsedMs: 10_000,
    measurement: {
      from: at,
      to: at + 10_000,
      rulesetVersion: 42,
      units: { control: 900, treatment: 900 },
      metrics: { checkout_crash_rate: { control: crash(9), treatment: crash(54) } },
    },
  })
  // look.decision.outcome is 'roll_back', and look.commands[0] is { kind: 'restore', version: 41 }
  expect(look.decision.outcome).toBe('roll_back')
  expect(look.commands[0]).toEqual({ kind: 'restore', version: 41 })
})

it('checks a plan against the world', () => {
  const plan = parsePlan({
    flag: 'new-checkout',
    rule: 'split',
    treatment: 'on',
    control: 'off',
    steps: [{ name: 'all', shareBps: 10_000, approval: 'the owner' }],
    guardrails: [],
    on: { inconclusive: 'hold', noData: 'hold', srm: 'pause' },
    rollback: { verifyWithinMs: 1_800_000, cooldownMs: 86_400_000 },
  })
  const faults = checkPlan(plan, {
    flag: undefined,
    segments: [],
    metrics: {},
    unitsPerDay: undefined,
    otherRollouts: [],
  })
  // faults[0] is { path: 'flag', message: 'There is no flag "new-checkout". Create it, or correct the key.' }
  expect(faults[0]).toEqual({
    path: 'flag',
    message: 'There is no flag "new-checkout". Create it, or correct the key.',
  })

  const ann = { id: 'token-1', name: 'Ann' }
  const { entry } = decide(plan, draftState(ann), {
    kind: 'start',
    at: 0,
    by: ann,
    versionBefore: 41,
  })
  const [again] = replay(plan, [entry])
  // again.isSame is true
  expect(again?.isSame).toBe(true)
  expect(playbook('r-1', plan)).toContain('sluice rollout rollback r-1')
})
