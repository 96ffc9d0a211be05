import { expect, it } from 'vitest'
import { EVENT_OF, EVERY_PLAN as plan, STATE_OF } from '../testing/every-state.ts'
import { RULINGS } from './decided.ts'
import { EVENTS, type EventKind } from './event.ts'
import { STATES, type StateName } from './state.ts'
import { stepRollout } from './step.ts'

const PAIRS = STATES.flatMap((name) => EVENTS.map((kind) => [name, kind] as const))

it.each(PAIRS)('decides in %s about %s as the table says', (name, kind) => {
  const ruling = RULINGS[name][kind]
  const before = needsPending(name, kind)
    ? { ...STATE_OF[name], pending: { kind: 'set_share', step: 0 } as const }
    : STATE_OF[name]
  const { state, decision } = stepRollout(plan, before, EVENT_OF[kind])
  const done = state === before ? 'notes' : 'acts'
  expect(decision.outcome === 'refused' ? `refused: ${decision.rule}` : done).toBe(ruling)
  expect(state.revision - before.revision).toBe(ruling === 'acts' ? 1 : 0)
})

function needsPending(name: StateName, kind: EventKind): boolean {
  return (kind === 'applied' || kind === 'failed') && name !== 'rolling_back'
}

it('says what to do instead wherever it refuses', () => {
  const texts = PAIRS.map(([name, kind]) => RULINGS[name][kind]).filter((text) =>
    text.startsWith('refused'),
  )
  for (const text of new Set(texts)) expect(text.length).toBeGreaterThan('refused: '.length + 15)
})
