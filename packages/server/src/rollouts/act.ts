import type { Person, RolloutEvent } from '@sluice/rollout'
import type { Permission } from '../auth/permissions.ts'
import type { RolloutAction } from './rollout-schemas.ts'

/** What an action asks for: what raises takes an editor, what lowers nearly anybody, an approval somebody of its own. */
export const PERMISSION_OF: Readonly<Record<RolloutAction['action'], Permission>> = {
  start: 'ruleset:edit',
  resume: 'ruleset:edit',
  advance: 'ruleset:edit',
  approve: 'rollouts:approve',
  pause: 'flag:turn-off',
  roll_back: 'flag:turn-off',
  abort: 'flag:turn-off',
  acknowledge: 'flag:turn-off',
  close: 'flag:turn-off',
  deployed: 'flag:turn-off',
}

/** What a person does, as an event of the machine. */
export function eventOf(
  action: RolloutAction,
  who: {
    readonly by: Person
    readonly at: number
    readonly reason: string | null
    readonly version: number
  },
): RolloutEvent {
  const { by, at, version } = who
  const reason = who.reason ?? undefined
  const person = { at, by, ...(reason !== undefined && { reason }) }
  switch (action.action) {
    case 'start':
      return { kind: 'start', versionBefore: version, ...person }
    case 'approve':
      return { kind: 'approve', step: action.step, ...person }
    case 'resume':
      return {
        kind: 'resume',
        ...person,
        ...(action.dismiss !== undefined && { dismiss: action.dismiss }),
      }
    case 'deployed':
      return {
        kind: 'hook',
        at,
        by,
        outcome: action.outcome,
        ...(reason !== undefined && { message: reason }),
      }
    default:
      return { kind: action.action, ...person }
  }
}
