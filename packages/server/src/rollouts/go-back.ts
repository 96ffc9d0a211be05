import { SluiceError, type Flag, type Ruleset } from '@sluice/core'
import type { RolloutPlan } from '@sluice/rollout'
import { canonicalJson } from '../audit/audit-entry.ts'
import type { Proposal } from '../rulesets/propose.ts'
import { unavailableCause } from '../store/store-error.ts'
import { givesMore } from './gives-more.ts'
import { givenBy } from './place-share.ts'
import { restoreFlag } from './restore-flag.ts'
import { takeShareBack } from './take-share-back.ts'

/** How a flag goes back. */
export interface WayBack {
  readonly proposal: Proposal
  /** Why it cannot be what it was, where its share alone is taken back, and who has the treatment all the same. */
  readonly instead?: string
  /** Whether it was on, and stays off because somebody has turned it off since. */
  readonly staysOff?: true
}

/**
 * Makes the flag of a plan what it was at a version, and gives nobody more by that than they have
 * now, of anything but the control: what is off stays off, and where somebody would get more, its
 * share alone is taken back in what it is now. So it is too where it needs what is gone since:
 * whoever is hurt by the treatment cannot wait for that.
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
    const before = await target()
    const now = current.flags[plan.flag]
    const was = before.flags[plan.flag]
    const more = moreBy(plan, asIfOn(now), asIfOn(was))
    if (more === undefined) {
      const proposal = restoreFlag(current, before, plan.flag)
      const staysOff = now?.enabled === false && was?.enabled === true
      return { proposal, ...(staysOff && { staysOff }) }
    }
    const because = `At version ${before.version} it gave "${more}" to people who do not have it now, and a rollback gives nobody more.`
    // Where nothing of the rollout is left in it, it is as it would be.
    const proposal = shareBack(current, plan) ?? { next: current }
    return { proposal, instead: withOthers(because, proposal, plan) }
  } catch (error) {
    if (!(error instanceof SluiceError) || unavailableCause(error) !== undefined) throw error
    const proposal = shareBack(current, plan)
    if (proposal === undefined) throw error
    return { proposal, instead: withOthers(error.message, proposal, plan) }
  }
}

/** A flag as it serves whenever it is on, so that nobody gets more once it is turned on again. */
function asIfOn(flag: Flag | undefined): Flag | undefined {
  return flag && { ...flag, enabled: true }
}

/** The variant of which somebody would get more; the control is what everybody goes back to. */
function moreBy(
  plan: RolloutPlan,
  now: Flag | undefined,
  then: Flag | undefined,
): string | undefined {
  if (now === undefined || then === undefined) return undefined
  return Object.keys(then.variants).find(
    (variant) =>
      variant !== plan.control &&
      (givesMore(now, then, variant, plan) ||
        // Whoever has another value for the variant by now did not have this one.
        (isGiven(then, variant) && !isSame(now.variants[variant], then.variants[variant]))),
  )
}

function isGiven({ rules, defaultVariant }: Flag, variant: string): boolean {
  return defaultVariant === variant || rules.some((rule) => givenBy(rule, variant) > 0)
}

function isSame(one: Flag['variants'][string] | undefined, other: typeof one): boolean {
  return canonicalJson(one?.value) === canonicalJson(other?.value)
}

/** Takes the share back, by the control for everybody where nobody is to come by something else. */
function shareBack(current: Ruleset, plan: RolloutPlan): Proposal | undefined {
  const proposal = takeShareBack(current, plan, 'nobody')
  const more =
    proposal &&
    moreBy(plan, asIfOn(current.flags[plan.flag]), asIfOn(proposal.next.flags[plan.flag]))
  return more === undefined ? proposal : takeShareBack(current, plan, 'control')
}

function withOthers(because: string, { next }: Proposal, plan: RolloutPlan): string {
  return [because, ...othersWith(next.flags[plan.flag], plan)].join(' ')
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
