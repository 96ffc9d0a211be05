import { expect, it } from 'vitest'
import { unwatchedMs } from './unwatched.ts'

it('says for how long nobody has looked at a rollout that is out, and of no other', () => {
  const changedAt = '2026-11-26T12:00:00.000Z'
  const at = Date.parse(changedAt)
  const plan = { tickMs: 10_000 }
  expect(unwatchedMs({ state: 'running', changedAt, plan }, at + 40_000)).toBeUndefined()
  expect(unwatchedMs({ state: 'running', changedAt, plan }, at + 40_001)).toBe(40_001)
  expect(unwatchedMs({ state: 'verifying', changedAt, plan }, at + 95_000)).toBe(95_000)
  expect(unwatchedMs({ state: 'rolled_back', changedAt, plan }, at + 95_000)).toBeUndefined()
})
