import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decide } from '../log/entry.ts'
import { EVENT_OF, EVERY_PLAN, STATE_OF } from '../testing/every-state.ts'
import { NOON } from '../testing/plans.ts'
import { readClock, sinceThen } from './clock.ts'
import type { RolloutState } from './state.ts'

const HOUR_MS = 3_600_000
const { tickMs } = EVERY_PLAN

const looked = (state: RolloutState) => decide(EVERY_PLAN, state, EVENT_OF.tick).turn

it('remembers the greatest time there was, and says by how much the clock is behind it', () => {
  const seenUntil = NOON + 2 * HOUR_MS
  const { state, decision } = looked({ ...STATE_OF.running, seenUntil })
  expect(state.seenUntil).toBe(seenUntil)
  expect(decision.rule).toMatch(
    /^The clock went back, and is 2 hours behind an earlier look\. What was counted by then still counts\. /,
  )
  const on = looked({ ...STATE_OF.running, seenUntil: NOON - HOUR_MS })
  expect(on.state.seenUntil).toBe(NOON)
  expect(on.decision.rule).not.toContain('clock')
})

it('knows from the share on what time it was', () => {
  const pending = { kind: 'set_share', step: 1 } as const
  const applied = { kind: 'applied', at: NOON, version: 43 } as const
  const { state } = decide(EVERY_PLAN, { ...STATE_OF.running, pending }, applied).turn
  expect(state.seenUntil).toBe(NOON)
})

it('waits for no clock to come again to where a person began to count, but after a rollback', () => {
  const times = { countedSince: NOON + HOUR_MS, trustedUntil: NOON + HOUR_MS }
  for (const name of ['running', 'paused'] as const) {
    expect(looked({ ...STATE_OF[name], ...times }).state).toMatchObject({
      countedSince: NOON - tickMs,
      trustedUntil: NOON - tickMs,
    })
  }
  expect(readClock(EVERY_PLAN, { ...STATE_OF.verifying, ...times }, NOON).to).toEqual({
    seenUntil: NOON,
    trustedUntil: NOON - tickMs,
  })
})

it('moves a moment only when the clock is before it, and to before the clock', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (since, at) => {
      expect(sinceThen(EVERY_PLAN, since, at)).toBeLessThanOrEqual(at)
      expect(sinceThen(EVERY_PLAN, since, since + at)).toBe(since)
    }),
  )
})
