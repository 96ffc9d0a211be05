import { SluiceError, type JsonObject, type Ruleset } from '@sluice/core'
import { keepsAllocation, type RolloutCommand, type RolloutState } from '@sluice/rollout'
import type { Actor } from '../audit/actor.ts'
import { changeRuleset } from '../rulesets/change-ruleset.ts'
import type { Proposal } from '../rulesets/propose.ts'
import { findRuleset } from '../store/environment-rows.ts'
import type { Store } from '../store/store.ts'
import { unavailableCause } from '../store/store-error.ts'
import type { Unit } from '../store/unit.ts'
import { goBack, type WayBack } from './go-back.ts'
import { placeShare } from './place-share.ts'
import type { StoredRollout } from './rollout-rows.ts'
import { servedMark } from './served-mark.ts'

/** An order of a rollout that changes the ruleset. */
export type Order = Extract<RolloutCommand, { kind: 'set_share' | 'restore' }>

/** Picks the orders among commands. */
export function isOrder(command: RolloutCommand): command is Order {
  return command.kind === 'set_share' || command.kind === 'restore'
}

/** What an order left behind. */
export interface CarriedOut {
  readonly version: number
  readonly flagMark: string
  /** Whether exposures are counted anew from here. */
  readonly isAnew: boolean
  /** What a way back has come to. */
  readonly back?: Omit<WayBack, 'proposal'>
}

/** The refusal of a change that a rollout ordered; it takes the whole transaction back. */
export class OrderRefused extends Error {
  override readonly name = 'OrderRefused'
}

/**
 * Carries out an order through the writer that everybody changes rulesets by: a new version, an
 * audit entry, publication.
 *
 * @param state - that the order was given in
 * @param reason - for the audit log
 * @param evidence - what it was decided by, for the same
 * @throws OrderRefused when the ruleset does not take the change
 */
export async function carryOut(
  store: Store,
  unit: Unit,
  {
    rollout,
    state,
    order,
    actor,
    reason,
    evidence,
  }: {
    readonly rollout: StoredRollout
    readonly state: RolloutState
    readonly order: Order
    readonly actor: Actor
    readonly reason: string
    readonly evidence: JsonObject
  },
): Promise<CarriedOut> {
  const { environment, plan } = rollout
  let mark = ''
  let wayBack: WayBack | undefined
  const restored = async (current: Ruleset, version: number): Promise<Proposal> => {
    wayBack = await goBack(current, plan, async () => versionOf(unit.db, environment, version))
    return wayBack.proposal
  }
  const propose = async (current: Ruleset): Promise<Proposal> => {
    const proposal =
      order.kind === 'set_share'
        ? {
            next: placeShare(current, plan, { ...order, step: plan.steps[order.step]?.name ?? '' }),
          }
        : await restored(current, order.version)
    const flag = proposal.next.flags[plan.flag]
    mark = flag === undefined ? '' : servedMark(proposal.next, flag)
    return proposal
  }
  try {
    const { version } = await changeRuleset(store, unit, {
      environment,
      actor,
      action: order.kind === 'set_share' ? 'rollout.share' : 'rollout.restore',
      subject: plan.flag,
      reason: reason.slice(0, 2_000),
      evidence,
      expectedVersion: undefined,
      checksNewFlags: false,
      propose,
    })
    const { proposal: _proposal, ...back } = wayBack ?? {}
    const isAnew = order.kind === 'restore' || !keepsAllocation(plan, state.step, order.step)
    return {
      version,
      flagMark: mark,
      isAnew,
      ...(wayBack !== undefined && { back }),
    }
  } catch (error) {
    if (!(error instanceof SluiceError) || unavailableCause(error) !== undefined) throw error
    throw new OrderRefused(error.message, { cause: error })
  }
}

/**
 * Reads a version to go back to.
 *
 * @throws SluiceError `VERSION_NOT_FOUND`
 */
export async function versionOf(
  db: Parameters<typeof findRuleset>[0],
  environment: string,
  version: number,
): Promise<Ruleset> {
  const found = await findRuleset(db, environment, version)
  if (found !== undefined) return found.ruleset
  throw new SluiceError(
    'VERSION_NOT_FOUND',
    `There is no version ${version} of ${environment} to go back to.`,
  )
}
