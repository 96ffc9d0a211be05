import { expect, it } from 'vitest'
import type { RolloutAnswer } from './rollout-answer.ts'
import { whichRollout, type Wish } from './which-rollout.ts'

const BEGUN = { alarm: null, incident: null, hook: 'none', isLocked: false, decisions: 4 }
const open = { incident: { closedBy: null }, isLocked: true }
const closed = { incident: { closedBy: { id: 'ann', name: 'Ann' } } }

const ROLLOUTS: Readonly<Record<string, object>> = {
  draft: { ...BEGUN, state: 'draft', decisions: 0 },
  running: { ...BEGUN, state: 'running' },
  alarmed: { ...BEGUN, state: 'running', alarm: 'Look.' },
  paused: { ...BEGUN, state: 'paused' },
  verifying: { ...BEGUN, ...open, state: 'verifying', alarm: 'Look.', hook: 'waiting' },
  back: { ...BEGUN, ...open, state: 'rolled_back' },
  missed: { ...BEGUN, ...open, state: 'rolled_back', hook: 'timed_out' },
  closed: { ...BEGUN, ...closed, state: 'rolled_back' },
  completed: { ...BEGUN, state: 'completed' },
}

const WISHES: readonly Wish[] = [
  'start',
  'approve',
  'pause',
  'resume',
  'advance',
  'roll_back',
  'abort',
  'acknowledge',
  'close',
  'deployed',
  'status',
  'playbook',
  'postMortem',
  'replay',
]

const pick = (names: readonly string[], wish: Wish): string | undefined =>
  whichRollout(
    names.map((id) => ({ id, ...ROLLOUTS[id] }) as unknown as RolloutAnswer),
    wish,
  )?.id

it.each(WISHES.filter((wish) => wish !== 'start'))(
  'never takes a newer draft for the rollout that is out: %s',
  (wish) => {
    for (const out of ['alarmed', 'running', 'paused', 'verifying'])
      expect(pick(['draft', out, 'completed'], wish)).toBe(
        wish === 'approve' && out === 'verifying' ? 'draft' : out,
      )
  },
)

it.each([
  ['start', ['draft', 'running'], 'draft'],
  ['start', ['running', 'draft'], 'draft'],
  ['start', ['running', 'completed'], 'running'],
  ['approve', ['draft', 'completed'], 'draft'],
  ['abort', ['draft', 'completed'], 'draft'],
  ['roll_back', ['draft', 'completed'], 'completed'],
  ['acknowledge', ['draft', 'alarmed', 'back'], 'alarmed'],
  ['close', ['draft', 'back'], 'back'],
  ['close', ['draft', 'completed', 'closed'], 'completed'],
  ['deployed', ['draft', 'missed'], 'missed'],
  ['status', ['draft', 'back', 'completed'], 'back'],
  ['status', ['draft', 'closed', 'completed'], 'closed'],
  ['postMortem', ['draft', 'closed'], 'closed'],
  ['postMortem', ['running', 'closed'], 'closed'],
  ['replay', ['draft', 'closed'], 'closed'],
  ['status', ['draft'], 'draft'],
] satisfies [Wish, string[], string][])(
  'means for %s of %j the one that is %s',
  (wish, names, one) => expect(pick(names, wish)).toBe(one),
)

it('means none where there is none', () => {
  expect(pick([], 'status')).toBeUndefined()
})
