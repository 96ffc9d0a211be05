import type { PlanFault } from './fault.ts'
import { isFrozenForEver } from './freezes.ts'
import type { RolloutPlan, RolloutStep } from './plan.ts'

/** The last millisecond of the year 9999, which every calendar and every paper can write. */
const LATEST = 253_402_300_799_999

type Report = (path: string, message: string) => void

/** Finds what can never work, whatever the surroundings: shares that fall, steps without eyes. */
export function shapeFaults(plan: RolloutPlan): readonly PlanFault[] {
  const faults: PlanFault[] = []
  const fault = (path: string, message: string): void => void faults.push({ path, message })
  if (plan.treatment === plan.control) {
    fault('control', 'Treatment and control are the same variant. Compare two.')
  }
  checkNames(plan, fault)
  checkShares(plan.steps, fault)
  for (const [index, step] of plan.steps.entries()) checkStep(plan, step, index, fault)
  checkEyes(plan, fault)
  for (const [index, guardrail] of plan.guardrails.entries()) {
    if (guardrail.mustRuleOutRelative < guardrail.marginRelative) {
      fault(
        `guardrails[${index}].mustRuleOutRelative`,
        'What must be ruled out is less than what is accepted. Give the margin or more.',
      )
    }
    if (guardrail.negligibleRate !== undefined && guardrail.direction !== 'lower_is_better') {
      fault(
        `guardrails[${index}].negligibleRate`,
        'A low rate is no harm only where lower is better. Take it away.',
      )
    }
  }
  for (const [index, freeze] of plan.freezes.entries()) {
    if ('startsAt' in freeze) {
      for (const name of ['startsAt', 'endsAt'] as const) {
        const at = freeze[name]
        if (at >= 0 && at <= LATEST) continue
        fault(
          `freezes[${index}].${name}`,
          `${at} is no date between 1970 and 9999. Give epoch milliseconds, from 0 to ${LATEST}.`,
        )
      }
      if (freeze.endsAt <= freeze.startsAt)
        fault(`freezes[${index}]`, 'It ends before it begins. Turn the two around.')
    } else if ((freeze.toHour ?? 24) <= (freeze.fromHour ?? 0)) {
      fault(
        `freezes[${index}]`,
        "It ends before it begins. A freeze over midnight is two: one to 24 o'clock, one from 0 of the day after.",
      )
    }
  }
  checkTimes(plan, fault)
  return faults
}

/** What would be over before it has begun, or never begins. */
function checkTimes({ freezes, rollback, tickMs }: RolloutPlan, fault: Report): void {
  const { verifyWithinMs } = rollback
  if (verifyWithinMs < tickMs) {
    fault(
      'rollback.verifyWithinMs',
      `It is ${verifyWithinMs}, and somebody looks every ${tickMs}: give as much at the least.`,
    )
  }
  if (isFrozenForEver(freezes)) {
    fault(
      'freezes',
      'Together they freeze every hour of the week, so that no share would ever rise. Leave an hour free.',
    )
  }
}

function checkNames(plan: RolloutPlan, fault: Report): void {
  const names = new Set<string>()
  for (const [index, { name }] of plan.steps.entries()) {
    if (names.has(name)) fault(`steps[${index}].name`, `Two steps are called "${name}".`)
    names.add(name)
  }
  const metrics = new Set<string>()
  for (const [index, { metric }] of plan.guardrails.entries()) {
    if (metrics.has(metric)) {
      fault(`guardrails[${index}].metric`, `Two guardrails watch "${metric}". Keep one.`)
    }
    metrics.add(metric)
  }
}

/** Nobody who has the treatment may lose it by going on. */
function checkShares(steps: readonly RolloutStep[], fault: Report): void {
  const reached = new Map<string | undefined, number>()
  for (const [index, { audience, shareBps, name }] of steps.entries()) {
    const before = Math.max(reached.get(audience) ?? 0, reached.get(undefined) ?? 0)
    if (shareBps <= before) {
      fault(
        `steps[${index}].shareBps`,
        `The share of "${name}" is ${shareBps}, and ${before} was reached before it. Shares rise from step to step: put it in its place, or take it away.`,
      )
    }
    reached.set(audience, Math.max(reached.get(audience) ?? 0, shareBps))
  }
}

function checkStep(plan: RolloutPlan, step: RolloutStep, index: number, fault: Report): void {
  const path = `steps[${index}]`
  if (step.monitored) {
    if (plan.guardrails.length === 0) {
      fault(
        'guardrails',
        `The step "${step.name}" is monitored, and there is no metric to watch. Name one, such as a crash rate.`,
      )
    }
    if (step.shareBps === 10_000) {
      fault(
        `${path}.monitored`,
        `At 10000 nobody is left to compare "${step.name}" with. Monitor the step before it.`,
      )
    }
    if (step.minUnitsPerVariant < 1) {
      fault(
        `${path}.minUnitsPerVariant`,
        `Nothing would have to be seen before "${step.name}" ends. Ask for units.`,
      )
    }
    if (step.holdMs < plan.tickMs) {
      fault(`${path}.holdMs`, `"${step.name}" would end before anybody looked. Hold it longer.`)
    }
    if (step.maxWaitMs !== undefined && step.maxWaitMs < step.holdMs) {
      fault(`${path}.maxWaitMs`, `"${step.name}" would give up before its hold is over.`)
    }
    return
  }
  const next = plan.steps[index + 1]
  if (next === undefined || next.approval !== undefined) return
  // An audience that comes before is for its own eyes, and what follows has to have some.
  if (step.audience !== undefined && next.monitored) return
  const monitored = step.audience === undefined ? 'it' : `"${next.name}"`
  fault(
    path,
    `After "${step.name}" the share would rise although nobody and nothing has looked. Monitor ${monitored}, or ask for an approval of "${next.name}".`,
  )
}

/** Something or somebody has to look before everybody has it. */
function checkEyes({ steps, guardrails }: RolloutPlan, fault: Report): void {
  if (steps.some(({ monitored }) => monitored)) return
  if (guardrails.length > 0) {
    fault(
      'guardrails',
      'No step is monitored, so they would never look. Monitor the step before the last, or take them away.',
    )
  } else if (steps.every(({ approval }) => approval === undefined)) {
    fault(
      'steps',
      'Nothing and nobody would look at any of them. Begin with a monitored step, or ask for an approval.',
    )
  }
}
