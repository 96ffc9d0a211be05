import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { actOnRollout } from '../commands/rollout.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { findRollout } from '../service/rollouts.ts'
import type { Shell } from '../shell.ts'
import { writeRecord, type Seen } from './write-record.ts'

const REASON = 'A drill that was interrupted'

/** Aborted once somebody stops the command, from when on that no longer ends the process by itself. */
export function stopOf(shell: Pick<Shell, 'stopped'>): AbortController {
  const stop = new AbortController()
  void shell.stopped().then(() => stop.abort(interruption()))
  return stop
}

/** What goes through a drill that somebody stops. */
export function interruption(): Error {
  return new SluiceError('INTERRUPTED', 'The drill was interrupted.')
}

/**
 * Leaves nothing of a drill behind that somebody has stopped: takes the treatment away, and writes
 * the record of what there was until then.
 *
 * @param seen - of the drill so far; without a rollout where there was none yet
 * @throws SluiceError `DRILL_FAILED` where the treatment cannot be taken away, with the command that does
 */
export async function takenBack(
  command: Command,
  options: { readonly out?: string },
  seen: Seen,
): Promise<Outcome> {
  const { id } = seen
  if (id === undefined) {
    const text = ['', 'The drill was interrupted before its rollout was planned.']
    return { exit: EXIT.failed, data: { done: false }, text }
  }
  const { state } = await takeAway(command, id)
  const isOpen = state !== 'aborted'
  return {
    exit: EXIT.failed,
    data: { done: false, rollout: id, state },
    text: [
      '',
      isOpen
        ? `The drill was interrupted: the treatment is taken away, and the rollout is ${state.replace('_', ' ')}.`
        : 'The drill was interrupted before its rollout was started.',
      ...(isOpen
        ? [`Once it is rolled back, close its incident: ${commandOf(command, id, 'close')}`]
        : []),
      await writeRecord(command, options, { ...seen, id }),
    ],
  }
}

async function takeAway(command: Command, id: string): Promise<{ readonly state: string }> {
  try {
    const { state } = await findRollout(command, id)
    const verb = VERB[state]
    if (verb !== undefined) {
      await actOnRollout(command, { yes: true, reason: REASON }, { verb, name: id })
    }
    return await findRollout(command, id)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new SluiceError(
      'DRILL_FAILED',
      `The drill was interrupted, and the rollout ${id} could not be taken back, so that its broken treatment may be out: ${why} Run: ${commandOf(command, id, 'rollback')}`,
      { cause: error },
    )
  }
}

/** What takes the treatment away by state, where it may be out or still come. */
const VERB: Readonly<Record<string, 'roll_back' | 'abort'>> = {
  draft: 'abort',
  running: 'roll_back',
  paused: 'roll_back',
  completed: 'roll_back',
}

function commandOf({ settings }: Command, id: string, verb: string): string {
  return `sluice rollout ${verb} ${id} --environment ${settings.environment} --reason "…"`
}
