import type { Turn } from '@sluice/rollout'
import type { Unit } from '../store/unit.ts'
import type { StoredRollout } from './rollout-rows.ts'

/** In place of an address: somebody without one is told by the log alone. */
export const LOG_ALONE = ''

/** Puts the messages of a turn where the sender finds them. */
export async function addMessages(
  { db, now }: Unit,
  { id, environment, flag }: StoredRollout,
  { commands, state, decision }: Turn,
): Promise<void> {
  const rows = commands.flatMap((command, index) => {
    if (command.kind !== 'notify' && command.kind !== 'call_hook') return []
    if (command.kind === 'call_hook' && command.url === undefined) return []
    const body =
      command.kind === 'notify'
        ? {
            type: `rollout.${command.severity}`,
            to: command.to,
            text: command.text,
            outcome: decision.outcome,
            ...(command.since !== undefined && { since: command.since }),
          }
        : { type: 'rollout.rollback', because: command.because }
    return [
      {
        id: `${id}.${state.revision}.${index}`,
        rollout: id,
        kind: command.kind,
        url: command.url ?? LOG_ALONE,
        body: JSON.stringify({ ...body, rollout: id, environment, flag, revision: state.revision }),
        due_at: now,
        attempts: 0,
        status: 'waiting',
      },
    ]
  })
  if (rows.length > 0) await db.insertInto('rollout_messages').values(rows).execute()
}
