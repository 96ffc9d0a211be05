import { RULINGS, type EventKind } from '@sluice/rollout'
import { may } from '../auth/permissions.ts'
import { hasRole, type Principal } from '../auth/principal.ts'
import { PERMISSION_OF } from './act.ts'
import type { RolloutAction } from './rollout-schemas.ts'
import type { StoredRollout } from './rollout-rows.ts'

type ActionName = RolloutAction['action']

/**
 * What somebody may do to a rollout as it stands: what their role allows, and what would do
 * something. Whoever does something else all the same is told why it is refused.
 */
export function openActions(
  rollout: Pick<StoredRollout, 'environment' | 'plan' | 'state'>,
  principal: Principal | undefined,
  isProtected: boolean,
): ActionName[] {
  const target = { environment: rollout.environment, protected: isProtected }
  return (Object.keys(PERMISSION_OF) as ActionName[]).filter(
    (action) =>
      may(principal, PERMISSION_OF[action], target) &&
      RULINGS[rollout.state.name][eventKind(action)] === 'acts' &&
      hasUse(action, rollout, principal),
  )
}

/**
 * The step that can be approved next, be it one that has begun and lost its approval because
 * somebody changed the flag; `undefined` when none asks for it.
 */
export function stepToApprove({
  plan,
  state,
}: Pick<StoredRollout, 'plan' | 'state'>): string | undefined {
  return plan.steps.find(
    ({ name, approval }) => approval !== undefined && !Object.hasOwn(state.approvals, name),
  )?.name
}

function eventKind(action: ActionName): EventKind {
  return action === 'deployed' ? 'hook' : action
}

function hasUse(
  action: ActionName,
  rollout: Pick<StoredRollout, 'plan' | 'state'>,
  principal: Principal | undefined,
): boolean {
  const { state } = rollout
  switch (action) {
    case 'approve':
      return (
        stepToApprove(rollout) !== undefined &&
        hasRole(principal) &&
        principal.id !== state.author.id
      )
    case 'pause':
      return state.pausedBy !== 'person'
    case 'roll_back':
      return state.versionBefore !== null
    case 'acknowledge':
      return state.alarm !== null
    case 'close':
      return state.incident !== null && state.incident.closedBy === undefined
    case 'deployed':
      return state.hook !== 'none' && state.hook !== 'acknowledged'
    default:
      return true
  }
}
