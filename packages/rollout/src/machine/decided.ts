import type { EventKind } from './event.ts'
import type { StateName } from './state.ts'

/**
 * What becomes of an event in a state.
 *
 * `acts`: it may change the state. `notes`: it changes nothing, and is no fault.
 * `refused: …`: it does not belong there, and the text says what to do instead.
 */
export type Ruling = 'acts' | 'notes' | `refused: ${string}`

const NOT_STARTED = 'refused: The rollout has not started. Start it, or abort it.'
const STARTED = 'refused: The rollout has started already.'
const NO_CHANGE = 'refused: No change of the ruleset is waiting to be confirmed.'
const NO_ROLLBACK = 'refused: Nothing was rolled back.'
const GOING_BACK =
  'refused: The flag is on its way back. Wait until it is verified, or abort to take it over; its incident is closed afterwards.'
const BACK =
  'refused: It was rolled back. Close the incident, wait for the cooldown, and start a new rollout.'
const OVER = 'refused: The rollout is over. Plan a new one.'

/** Every pair of state and event, decided. */
export const RULINGS: Readonly<Record<StateName, Readonly<Record<EventKind, Ruling>>>> = {
  draft: {
    start: 'acts',
    tick: 'notes',
    approve: 'acts',
    pause: NOT_STARTED,
    resume: NOT_STARTED,
    advance: NOT_STARTED,
    roll_back: NOT_STARTED,
    abort: 'acts',
    applied: NO_CHANGE,
    failed: NO_CHANGE,
    stepped_in: 'notes',
    hook: NO_ROLLBACK,
    acknowledge: 'notes',
    close: NO_ROLLBACK,
  },
  running: {
    start: STARTED,
    tick: 'acts',
    approve: 'acts',
    pause: 'acts',
    resume: 'notes',
    advance: 'acts',
    roll_back: 'acts',
    abort: 'acts',
    applied: 'acts',
    failed: 'acts',
    stepped_in: 'acts',
    hook: NO_ROLLBACK,
    acknowledge: 'acts',
    close: NO_ROLLBACK,
  },
  paused: {
    start: STARTED,
    tick: 'acts',
    approve: 'acts',
    pause: 'acts',
    resume: 'acts',
    advance: 'acts',
    roll_back: 'acts',
    abort: 'acts',
    applied: 'acts',
    failed: 'acts',
    stepped_in: 'acts',
    hook: NO_ROLLBACK,
    acknowledge: 'acts',
    close: NO_ROLLBACK,
  },
  rolling_back: {
    start: STARTED,
    tick: 'acts',
    approve: GOING_BACK,
    pause: GOING_BACK,
    resume: GOING_BACK,
    advance: GOING_BACK,
    roll_back: 'notes',
    abort: 'acts',
    applied: 'acts',
    failed: 'acts',
    stepped_in: 'acts',
    hook: 'acts',
    acknowledge: 'acts',
    close: GOING_BACK,
  },
  verifying: {
    start: STARTED,
    tick: 'acts',
    approve: GOING_BACK,
    pause: GOING_BACK,
    resume: GOING_BACK,
    advance: GOING_BACK,
    roll_back: 'notes',
    abort: 'acts',
    applied: NO_CHANGE,
    failed: NO_CHANGE,
    stepped_in: 'acts',
    hook: 'acts',
    acknowledge: 'acts',
    close: GOING_BACK,
  },
  rolled_back: {
    start: BACK,
    tick: 'acts',
    approve: BACK,
    pause: BACK,
    resume: BACK,
    advance: BACK,
    roll_back: 'notes',
    abort: BACK,
    applied: NO_CHANGE,
    failed: NO_CHANGE,
    stepped_in: 'notes',
    hook: 'acts',
    acknowledge: 'acts',
    close: 'acts',
  },
  completed: {
    start: STARTED,
    tick: 'acts',
    approve: OVER,
    pause: OVER,
    resume: OVER,
    advance: OVER,
    roll_back: 'acts',
    abort: OVER,
    applied: NO_CHANGE,
    failed: NO_CHANGE,
    stepped_in: 'notes',
    hook: NO_ROLLBACK,
    acknowledge: 'acts',
    close: NO_ROLLBACK,
  },
  aborted: {
    start: OVER,
    tick: 'acts',
    approve: OVER,
    pause: OVER,
    resume: OVER,
    advance: OVER,
    roll_back: 'acts',
    abort: 'notes',
    applied: NO_CHANGE,
    failed: NO_CHANGE,
    stepped_in: 'notes',
    hook: NO_ROLLBACK,
    acknowledge: 'acts',
    close: 'acts',
  },
}
