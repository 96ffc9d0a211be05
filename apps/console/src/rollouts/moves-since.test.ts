import type { RolloutEvent, RolloutState } from '@sluice/rollout'
import { expect, it } from 'vitest'
import { isWhereItWas, movesSince } from './moves-since.ts'
import type { Decided, Rollout } from './shapes.ts'

const RUNNING = { name: 'running', step: 0, pausedBy: null, incident: null, pending: null }
const PAUSED = { ...RUNNING, name: 'paused', pausedBy: 'person' }
const BACK = { ...RUNNING, name: 'rolling_back', pending: { kind: 'restore', version: 7 } }
const ANN = { id: 'ann', name: 'Ann' }

const decided = (seq: number, before: object, event: object, after: object): Decided =>
  ({
    seq,
    rule: `${seq}`,
    entry: {
      before: before as RolloutState,
      event: event as RolloutEvent,
      after: after as RolloutState,
    },
  }) as Decided

const rulesOf = (decisions: readonly Decided[]): readonly string[] =>
  movesSince({ decisions: 1 }, decisions).map(({ rule }) => rule)

it('leaves out looks that moved nothing, and what was there when it was seen', () => {
  expect(
    rulesOf([
      decided(3, PAUSED, { kind: 'tick' }, PAUSED),
      decided(2, RUNNING, { kind: 'pause', by: ANN }, PAUSED),
      decided(1, RUNNING, { kind: 'start', by: ANN }, RUNNING),
    ]),
  ).toEqual(['2'])
})

it('has who rolled it back beside what came of it, oldest first', () => {
  expect(
    rulesOf([
      decided(4, { ...BACK, name: 'verifying', pending: null }, { kind: 'tick' }, RUNNING),
      decided(3, BACK, { kind: 'applied' }, { ...BACK, name: 'verifying', pending: null }),
      decided(2, RUNNING, { kind: 'roll_back', by: ANN }, BACK),
    ]),
  ).toEqual(['2', '3', '4'])
})

it('has looks that moved it, and what people did that did not', () => {
  const advancing = { ...RUNNING, pending: { kind: 'set_share', step: 1 } }
  expect(
    rulesOf([
      decided(4, RUNNING, { kind: 'hook', outcome: 'acknowledged', by: undefined }, RUNNING),
      decided(3, RUNNING, { kind: 'approve', by: ANN }, RUNNING),
      decided(2, RUNNING, { kind: 'tick' }, advancing),
    ]),
  ).toEqual(['2', '3'])
})

it('has the newest of many', () => {
  const many = Array.from({ length: 9 }, (_, index) =>
    decided(index + 2, RUNNING, { kind: 'pause', by: ANN }, PAUSED),
  )
  expect(rulesOf(many.toReversed())).toEqual(['6', '7', '8', '9', '10'])
})

it('knows whether it stands where it stood', () => {
  const seen = { state: 'running', step: { index: 0 }, pausedBy: null, incident: null } as Rollout
  expect(isWhereItWas(seen, { ...seen, decisions: 9 })).toBe(true)
  expect(isWhereItWas(seen, { ...seen, state: 'paused', pausedBy: 'person' })).toBe(false)
  expect(isWhereItWas(seen, { ...seen, step: null })).toBe(false)
})
