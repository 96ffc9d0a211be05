import { SluiceError, type Flag, type Ruleset } from '@sluice/core'
import type { RolloutPlan } from '@sluice/rollout'
import type { Proposal } from '../rulesets/propose.ts'
import { unavailableCause } from '../store/store-error.ts'
import { givenBy } from './place-share.ts'
import { restoreFlag } from './restore-flag.ts'
import { takeShareBack } from './take-share-back.ts'

/** How a flag goes back. */
export interface WayBack {
  readonly proposal: Proposal
  /** Why it cannot be what it was, where its share alone is taken back, and who has the treatment all the same. */
  readonly instead?: string
}

/**
 * Makes the flag of a plan what it was at a version; where it needs what is gone since, its share
 * alone is taken back in what it is now: whoever is hurt by the treatment cannot wait for that.
 *
 * @param target - reads the version
 * @throws SluiceError when neither can be done
 */
export async function goBack(
  current: Ruleset,
  plan: RolloutPlan,
  target: () => Promise<Ruleset>,
): Promise<WayBack> {
  try {
    return { proposal: restoreFlag(current, await target(), plan.flag) }
  } catch (error) {
    if (!(error instanceof SluiceError) || unavailableCause(error) !== undefined) throw error
    const proposal = takeShareBack(current, plan)
    if (proposal === undefined) throw error
    const others = othersWith(proposal.next.flags[plan.flag], plan)
    return { proposal, instead: [error.message, ...others].join(' ') }
  }
}

/** What of a flag gives the treatment beside its rollout, in a sentence. */
function othersWith(flag: Flag | undefined, { treatment }: RolloutPlan): string[] {
  if (flag === undefined || !flag.enabled) return []
  const rules = flag.rules.filter((rule) => givenBy(rule, treatment) > 0).map(({ id }) => `"${id}"`)
  const isDefault = flag.defaultVariant === treatment
  if (rules.length === 0 && !isDefault) return []
  const who = [
    ...(rules.length === 0 ? [] : [`${rules.length === 1 ? 'rule' : 'rules'} ${rules.join(', ')}`]),
    ...(isDefault ? ['default variant'] : []),
  ].join(' and its ')
  return [
    `"${treatment}" is given all the same by its ${who}, which is nothing of the rollout's: turn the flag off where nobody may have it.`,
  ]
}
