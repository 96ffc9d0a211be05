import { allocationOf } from './allocation.ts'
import type { RolloutPlan, RolloutStep } from './plan.ts'
import type { Surroundings } from './surroundings.ts'

const DAY_MS = 86_400_000

type Report = (path: string, message: string) => void

/** Finds steps that cannot work where the plan is going to run. */
export function checkSteps(plan: RolloutPlan, around: Surroundings, fault: Report): void {
  checkOthers(plan, around, fault)
  for (const [index, step] of plan.steps.entries()) {
    if (step.audience !== undefined && !around.segments.includes(step.audience)) {
      fault(
        `steps[${index}].audience`,
        `There is no segment "${step.audience}" (there are: ${around.segments.join(', ') || 'none'}). Define it, or correct the name.`,
      )
    }
    if (around.flag?.occupied?.includes(step.name) === true) {
      fault(
        `steps[${index}].name`,
        `The flag has a rule "${plan.rule}.${step.name}" already, which "${step.name}" would take the place of: whoever has something by it would lose it. Call the step otherwise, or take the rule away first.`,
      )
    }
    checkAudience(plan, step, around, (message) => fault(`steps[${index}].shareBps`, message))
    checkTraffic(plan, step, `steps[${index}]`, around, fault)
  }
}

/** A step divides its rule between two variants, whatever that gives beside them. */
function checkOthers(
  { rule, treatment, control }: RolloutPlan,
  { flag }: Surroundings,
  fault: Report,
): void {
  const { others = [] } = flag ?? {}
  if (others.length === 0) return
  const names = others.map((variant) => `"${variant}"`).join(', ')
  fault(
    'rule',
    `The rule "${rule}" gives ${names} to some, and the first step would take that from them: it divides the rule between "${treatment}" and "${control}" alone. Set its coverageBps to 0 first, or name a rule of these two.`,
  )
}

/** Whoever of an audience has the treatment already must not lose it to the rule of their own. */
function checkAudience(
  { rule, treatment }: RolloutPlan,
  { name, audience, shareBps }: RolloutStep,
  { flag }: Surroundings,
  fault: (message: string) => void,
): void {
  const [from, to] = flag?.treated ?? [0, 0]
  if (audience === undefined || to <= from) return
  const { controlBps, treatmentBps, coverageBps } = allocationOf(shareBps)
  const end = controlBps + (treatmentBps * coverageBps) / 10_000
  if (from >= controlBps && to <= end) return
  fault(
    `The rule "${rule}" gives "${treatment}" to the buckets ${from} to ${to} already, and "${name}" gives it to ${controlBps} to ${end} of "${audience}" alone: some of them would lose it. Set its coverageBps to 0 first, or give the step a larger share.`,
  )
}

function checkTraffic(
  { rule }: RolloutPlan,
  step: RolloutStep,
  path: string,
  around: Surroundings,
  fault: Report,
): void {
  const { flag, unitsPerDay } = around
  const { audience } = step
  if (!step.monitored) return
  // Whatever the traffic is, none of it would be seen; that is said of the flag.
  if (flag?.unreachable !== undefined || flag?.uncounted !== undefined) return
  if (unitsPerDay === undefined || unitsPerDay <= 0) {
    fault(
      path,
      'The flag has had no exposures, so nothing would be there to decide by. Read the flag in the application first, or take `monitored` away and ask for an approval.',
    )
    return
  }
  const reach = reachOf(around, audience)
  if (reach === 0 && audience !== undefined) {
    fault(
      `${path}.audience`,
      `None of those who meet the flag is in the segment "${audience}" and comes to the rule "${rule}", as far as the last two weeks tell, so nothing would be there to decide by. Look at the segment, at the rule and at those before it, or take "monitored" away.`,
    )
    return
  }
  if (reach === 0) {
    fault(
      path,
      `None of those who meet the flag comes to the rule "${rule}", as far as the last two weeks tell, so nothing would be there to decide by. Look at its condition, its layer and its holdout, and at the rules before it.`,
    )
    return
  }
  const { controlBps, treatmentBps, coverageBps } = allocationOf(step.shareBps)
  const drawn = (Math.min(controlBps, treatmentBps) / 10_000) * (coverageBps / 10_000)
  const smallerShare = drawn * reach
  const waitMs = step.maxWaitMs ?? step.holdMs
  const expected = Math.floor(unitsPerDay * smallerShare * (waitMs / DAY_MS))
  if (expected >= step.minUnitsPerVariant) return
  const needed = Math.ceil((step.minUnitsPerVariant / (unitsPerDay * smallerShare)) * DAY_MS)
  const whom =
    reach < 1
      ? `: of those who meet the flag, the rule "${rule}" can draw and record ${Number((reach * 100).toPrecision(2))} %, by ${audience === undefined ? 'its' : `the segment "${audience}", its`} condition, layer, holdout and sampling`
      : ''
  fault(
    `${path}.minUnitsPerVariant`,
    `The smaller variant of "${step.name}" would get about ${expected} units within ${waitMs} ms, and ${step.minUnitsPerVariant} are asked for${whom}. Wait ${needed} ms, raise shareBps, or ask for fewer.`,
  )
}

function reachOf(
  { reach = 1, audiences = {} }: Surroundings,
  audience: string | undefined,
): number {
  if (audience === undefined) return reach
  return Object.hasOwn(audiences, audience) ? (audiences[audience] ?? 1) : 1
}
