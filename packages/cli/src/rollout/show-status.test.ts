import { expect, it } from 'vitest'
import type { RolloutAnswer } from './rollout-answer.ts'
import { noColors } from '../terminal/no-colors.ts'
import { showStatus } from './show-status.ts'

const NOW = Date.parse('2026-11-26T12:00:00Z')

function shown(state: string, sinceLookMs: number, more: object = {}): string {
  const rollout: object = {
    id: 'r-1',
    environment: 'prod',
    flag: 'new-checkout',
    state,
    step: null,
    units: { control: 0, treatment: 0 },
    last: null,
    alarm: null,
    waitsFor: null,
    pausedBy: null,
    verification: null,
    changedAt: new Date(NOW - sinceLookMs).toISOString(),
    plan: { steps: [], tickMs: 10_000 },
    ...more,
  }
  return showStatus(rollout as RolloutAnswer, NOW, noColors).join('\n')
}

it('says so while nobody looks at a rollout that is out', () => {
  expect(shown('running', 30_000)).not.toContain('Nobody')
  expect(shown('running', 95_000)).toContain(
    'Nobody has looked for 1 min 35 s, and it asks for a look every 10 s. Is the service well?',
  )
  expect(shown('verifying', 95_000)).toContain('Nobody has looked')
  expect(shown('completed', 95_000)).not.toContain('Nobody')
  expect(shown('draft', 95_000)).not.toContain('Nobody')
})

it('says how to tell it that the deployment went back, until it did', () => {
  const command = 'sluice rollout deployed r-1 --environment prod --reason "…"'
  expect(shown('verifying', 0, { hook: 'waiting' })).toContain(command)
  expect(shown('rolled_back', 0, { hook: 'timed_out' })).toContain(command)
  expect(shown('rolled_back', 0, { hook: 'acknowledged' })).not.toContain(command)
  expect(shown('rolled_back', 0, { hook: 'none' })).not.toContain(command)
  expect(shown('running', 0, { hook: 'none' })).not.toContain(command)
})

it('names who changed the flag', () => {
  const theirs = { pausedBy: 'stepped_in', intruder: { id: 'bob', name: 'Bob' } }
  expect(shown('paused', 0, theirs)).toContain('Paused: Bob changed the flag, or what it goes by.')
  const nobody = { pausedBy: 'stepped_in', intruder: null }
  expect(shown('paused', 0, nobody)).toContain(
    'Paused: somebody changed the flag, or what it goes by.',
  )
})

it('says what to do next in commands that work as they stand, wherever they are typed', () => {
  const steps = [
    { name: 'canary', shareBps: 100 },
    { name: "Ann's own", shareBps: 10_000 },
  ]
  const waiting = { waitsFor: 'approval', step: { index: 0 }, alarm: 'Look.' }
  const text = shown('running', 0, { ...waiting, plan: { steps, tickMs: 10_000 } })
  const more = '--environment prod --reason "…"'
  expect(text.split('\n').map((line) => line.trim())).toEqual(
    expect.arrayContaining([
      `sluice rollout approve r-1 'Ann'\\''s own' ${more}   (not by its author)`,
      `sluice rollout acknowledge r-1 ${more}`,
      `sluice rollout rollback r-1 ${more}`,
    ]),
  )
  const theirs = { pausedBy: 'stepped_in', step: { index: 1 }, toApprove: "Ann's own" }
  expect(shown('paused', 0, { ...theirs, plan: { steps, tickMs: 10_000 } })).toContain(
    `sluice rollout approve r-1 'Ann'\\''s own' ${more}   (not by its author)`,
  )
  expect(shown('draft', 0)).toContain(`sluice rollout start r-1 ${more}`)
  expect(shown('aborted', 0, { isLocked: true })).toContain(`sluice rollout close r-1 ${more}`)
})
