import { allocationOf } from '../plan/allocation.ts'
import { freezeAt } from '../plan/freezes.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import { told } from './alarms.ts'
import type { RolloutCommand } from './command.ts'
import type { RolloutState } from './state.ts'
import type { Move } from './turn.ts'

/**
 * What stands between a rollout and the share of a step, be it the next one or one that is set
 * again; `undefined` when nothing does. Every step up to it has to have the approval it asks for.
 */
export function obstacleTo(
  plan: RolloutPlan,
  state: RolloutState,
  index: number,
  at: number,
): { readonly waitsFor: 'approval' | 'thaw'; readonly rule: string } | undefined {
  const open = plan.steps
    .slice(0, index + 1)
    .findIndex(
      ({ name, approval }) => approval !== undefined && !Object.hasOwn(state.approvals, name),
    )
  const step = plan.steps[open]
  if (step !== undefined) {
    const whom = `somebody else than ${state.author.name} approves it`
    const { name, approval = '' } = step
    return {
      waitsFor: 'approval',
      rule:
        open > state.step
          ? `"${name}" begins when ${whom} (${approval}).`
          : `"${name}" is set again when ${whom} anew (${approval}): somebody changed the flag since, so what was approved is void.`,
    }
  }
  const freeze = freezeAt(plan.freezes, at)
  if (freeze === undefined) return undefined
  return { waitsFor: 'thaw', rule: `Nothing rises during a freeze: ${freeze.reason}.` }
}

/** Goes on to the step after the present one, or completes the rollout. */
export function advanced(plan: RolloutPlan, state: RolloutState, rule: string): Move {
  const index = state.step + 1
  const step = plan.steps[index]
  if (step === undefined) {
    return {
      to: { name: 'completed', pausedBy: null, waitsFor: null },
      outcome: 'complete',
      rule: `${rule} That was the last step.`,
      commands: told(plan, `The rollout of "${plan.flag}" is complete.`),
    }
  }
  return {
    to: {
      name: 'running',
      pausedBy: null,
      waitsFor: null,
      pending: { kind: 'set_share', step: index },
    },
    outcome: 'advance',
    rule: `${rule} "${step.name}" begins, with a share of ${step.shareBps} basis points.`,
    commands: [setShare(plan, index)],
  }
}

/** The order to set the share of a step. */
export function setShare(plan: RolloutPlan, index: number): RolloutCommand {
  const step = plan.steps[index]
  const { shareBps = 0, audience } = step ?? {}
  return {
    kind: 'set_share',
    step: index,
    shareBps,
    ...(audience !== undefined && { audience }),
    allocation: allocationOf(shareBps),
  }
}
