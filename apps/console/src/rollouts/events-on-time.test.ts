import type { DecisionEntry } from '@sluice/rollout'
import { expect, it } from 'vitest'
import type { Version } from '../service/shapes/environment.ts'
import { happenings } from './events-on-time.ts'
import type { Decided, Rollout } from './shapes.ts'

const ROLLOUT = {
  id: 'r-1',
  flag: 'checkout',
  createdAt: '2026-11-26T10:00:00.000Z',
  plan: { steps: [{ name: 'canary', shareBps: 100 }] },
} as unknown as Rollout

const decided = (seq: number, minute: number, outcome: string, rule = ''): Decided => ({
  seq,
  at: `2026-11-26T10:${String(minute).padStart(2, '0')}:00.000Z`,
  outcome,
  rule,
  entry: { after: { step: 0 } } as unknown as DecisionEntry,
})
const version = (number: number, minute: number, action: string, flag: string): Version => ({
  version: number,
  createdAt: `2026-11-26T10:${String(minute).padStart(2, '0')}:00.000Z`,
  actor: { kind: 'member', name: 'Ann' },
  action,
  reason: null,
  changes: [{ flag, kind: 'changed' }],
})

it('puts what was decided and what others did to the flag in the order of time', () => {
  const found = happenings(
    ROLLOUT,
    [
      decided(4, 9, 'roll_back', 'Crashes.'),
      decided(3, 5, 'hold', 'Looking.'),
      decided(2, 1, 'applied', 'Set.'),
      decided(1, 1, 'started', 'Ann started it.'),
    ],
    [
      version(9, 7, 'flag.update', 'checkout'),
      version(8, 6, 'flag.update', 'banner'),
      version(7, 1, 'rollout.share', 'checkout'),
    ],
  )
  expect(found.map(({ kind, text }) => [kind, text])).toEqual([
    ['person', 'Started: Ann started it.'],
    ['step', 'canary begins, 1 %'],
    ['config', 'Ann changed the flag in version 9 (flag.update)'],
    ['breach', 'Rolled back: Crashes.'],
  ])
})

it('leaves out what was there before it was planned, and what says the same again', () => {
  const early = {
    ...version(1, 0, 'flag.update', 'checkout'),
    createdAt: '2026-11-26T09:00:00.000Z',
  }
  const same = [decided(2, 4, 'no_data', 'Nobody.'), decided(1, 2, 'no_data', 'Nobody.')]
  expect(happenings(ROLLOUT, same, [early])).toHaveLength(1)
})
