import { allocationOf } from './allocation.ts'
import { checkLived } from './check-lived.ts'
import { checkSteps } from './check-steps.ts'
import type { PlanFault } from './fault.ts'
import type { RolloutPlan } from './plan.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * Finds everything that keeps a plan from working, before anything changes.
 *
 * @param around - the flag, segments, metrics, traffic and other rollouts that the plan meets
 * @returns every fault with its reason and its fix; none when the rollout may start
 */
export function checkPlan(plan: RolloutPlan, around: Surroundings): readonly PlanFault[] {
  const faults: PlanFault[] = []
  const fault = (path: string, message: string): void => void faults.push({ path, message })
  checkFlag(plan, around, fault)
  checkSteps(plan, around, fault)
  checkLived(plan, around, fault)
  checkGuardrails(plan, around, fault)
  for (const { id, state, isLocked } of around.otherRollouts) {
    if (isLocked) {
      fault(
        'flag',
        `The rollout ${id} of "${plan.flag}" was rolled back, and its incident is still open or cooling down. Close it with a reason and wait for the cooldown.`,
      )
    } else {
      fault(
        'flag',
        `The rollout ${id} of "${plan.flag}" is ${state}. One flag has one rollout at a time: finish or abort that one first.`,
      )
    }
  }
  return faults
}

type Report = (path: string, message: string) => void

function checkFlag(plan: RolloutPlan, { flag }: Surroundings, fault: Report): void {
  if (flag === undefined) {
    fault('flag', `There is no flag "${plan.flag}". Create it, or correct the key.`)
    return
  }
  if (flag.archived) {
    fault('flag', `The flag "${plan.flag}" is archived. Roll out another one.`)
    return
  }
  if (!flag.enabled) {
    fault('flag', `The flag "${plan.flag}" is off, so no share would have an effect. Turn it on.`)
  }
  if (flag.experiment !== undefined) {
    fault(
      'flag',
      `The experiment "${flag.experiment}" runs on "${plan.flag}", and a rollout would change what it compares. Decide it first.`,
    )
  }
  if (!flag.splitRules.includes(plan.rule)) {
    const known = flag.splitRules.length === 0 ? 'none' : flag.splitRules.join(', ')
    fault(
      'rule',
      `The flag "${plan.flag}" has no split rule "${plan.rule}" (it has: ${known}). Add one with coverageBps 0, or name another.`,
    )
  }
  for (const role of ['treatment', 'control'] as const) {
    if (flag.variants.includes(plan[role])) continue
    fault(
      role,
      `The flag "${plan.flag}" has no variant "${plan[role]}" (it has: ${flag.variants.join(', ')}).`,
    )
  }
  if (flag.unreachable !== undefined) fault('rule', flag.unreachable)
  if (flag.uncounted !== undefined && plan.steps.some(({ monitored }) => monitored)) {
    fault('flag', flag.uncounted)
  }
  checkTreated(plan, flag.treated, fault)
  if (plan.control !== flag.defaultVariant) {
    fault(
      'control',
      `The control is "${plan.control}", but whoever the rule does not cover gets "${flag.defaultVariant}". Compare with that one.`,
    )
  }
}

/** Whoever has the treatment already must not lose it to the first step. */
function checkTreated(
  plan: RolloutPlan,
  treated: readonly [number, number] | undefined,
  fault: Report,
): void {
  const first = plan.steps.find(({ audience }) => audience === undefined)
  if (treated === undefined || treated[1] <= treated[0] || first === undefined) return
  const { controlBps, treatmentBps, coverageBps } = allocationOf(first.shareBps)
  const end = controlBps + (treatmentBps * coverageBps) / 10_000
  if (treated[0] >= controlBps && treated[1] <= end) return
  fault(
    'rule',
    `The rule "${plan.rule}" gives "${plan.treatment}" to the buckets ${treated[0]} to ${treated[1]} already, and "${first.name}" to ${controlBps} to ${end}: some would lose it. Set its coverageBps to 0 first, or begin with a larger share.`,
  )
}

function checkGuardrails(plan: RolloutPlan, around: Surroundings, fault: Report): void {
  for (const [index, guardrail] of plan.guardrails.entries()) {
    const path = `guardrails[${index}].metric`
    const metric = Object.hasOwn(around.metrics, guardrail.metric)
      ? around.metrics[guardrail.metric]
      : undefined
    if (metric === undefined) {
      const known = Object.entries(around.metrics).flatMap(([name, other]) =>
        'unfit' in other ? [] : [name],
      )
      fault(
        path,
        `There is no metric "${guardrail.metric}" (there are: ${known.length === 0 ? 'none' : known.join(', ')}). A misspelt metric would never object.`,
      )
      continue
    }
    if ('unfit' in metric) {
      fault(path, `No guardrail can test "${guardrail.metric}": ${metric.unfit}`)
      continue
    }
    if (metric.fault !== undefined) {
      fault(
        path,
        `The metric "${guardrail.metric}" cannot be measured, so it could not object: ${metric.fault} Put it right first.`,
      )
    } else if (!metric.hasData) {
      fault(
        path,
        `The metric "${guardrail.metric}" has never had a value, so it could not object. Send its events first.`,
      )
    }
    if (metric.direction !== undefined && metric.direction !== guardrail.direction) {
      fault(
        `guardrails[${index}].direction`,
        `The metric "${guardrail.metric}" says ${metric.direction}, and the plan ${guardrail.direction}. Make them agree.`,
      )
    }
    if (guardrail.test === 'event_count_sequential' && metric.kind !== 'rate') {
      fault(
        `guardrails[${index}].test`,
        `event_count_sequential counts units that did something, and "${guardrail.metric}" is a ${metric.kind}. Use asymptotic_cs.`,
      )
    }
  }
}
