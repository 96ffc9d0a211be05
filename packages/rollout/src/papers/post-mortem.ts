import type { DecisionEntry } from '../log/entry.ts'
import { TEXTS } from '../machine/verifying.ts'
import type { GuardrailReading } from '../reading/read-guardrail.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import { duration, moment, percent } from './duration.ts'
import { code, inline } from './markdown.ts'

/**
 * Drafts what people write after a rollback: what happened when, by which numbers, and whether
 * it helped. What only people know is left open for them. Markdown.
 *
 * @returns `undefined` when the log has no rollback
 */
export function postMortem(
  plan: RolloutPlan,
  entries: readonly DecisionEntry[],
): string | undefined {
  const at = entries.findIndex(({ decision }) => decision.outcome === 'roll_back')
  const rollback = entries[at]
  const last = entries.at(-1)
  const incident = last?.after.incident
  if (rollback === undefined || last === undefined || incident === undefined || incident === null) {
    return undefined
  }
  const begun = entries.find(({ decision }) => decision.outcome === 'applied')
  const restored = entries.find(({ decision }) => decision.outcome === 'restored')
  const step = plan.steps[rollback.before.step]
  const units = unitsOf(rollback)
  return [
    `# Draft: "${plan.flag}" was rolled back on ${moment(incident.at)}`,
    '',
    `Cause: ${inline(incident.because)}`,
    '',
    '| | |',
    '| --- | --- |',
    `| rolled back by | ${inline(incident.by?.name ?? 'its guardrails')} |`,
    `| during the step | ${step?.name ?? 'before the first'}${step === undefined ? '' : `, ${percent(step.shareBps / 10_000)}`} |`,
    `| units that had the treatment | ${units ?? 'not measured'} |`,
    `| from the first share to the rollback | ${begun === undefined ? 'not known' : duration(incident.at - begun.event.at)} |`,
    `| from the decision to the restored flag | ${restored === undefined ? 'not restored yet' : took(restored.event.at - incident.at)} |`,
    `| did it help? | ${last.after.verification === null ? 'not verified yet' : TEXTS[last.after.verification]} |`,
    '',
    '## The numbers behind it',
    '',
    ...numbers(rollback),
    '',
    '## What happened',
    '',
    ...entries
      .filter(({ decision }) => decision.outcome !== 'noted')
      .map(
        ({ event, decision }) =>
          `- ${moment(event.at)} **${decision.outcome}** ${inline(decision.rule)}`,
      ),
    '',
    '## For people to fill in',
    '',
    '- What was wrong with the treatment?',
    '- Why did nothing find it before the first step?',
    '- What will find it earlier the next time?',
    '',
  ].join('\n')
}

/** A rollback is decided and done in one transaction, unless the first attempt failed. */
function took(ms: number): string {
  return ms === 0 ? 'in the same moment' : duration(ms)
}

function unitsOf({ event }: DecisionEntry): number | undefined {
  if (event.kind !== 'tick' || 'fault' in event.measurement) return undefined
  return event.measurement.units.treatment
}

function numbers({ decision, event }: DecisionEntry): string[] {
  const lines = (decision.guardrails ?? []).map(
    (reading) =>
      `- ${code(reading.metric)}: ${reading.finding}, ${interval(reading)}${methodOf(reading)}`,
  )
  if (event.kind === 'tick' && !('fault' in event.measurement)) {
    const { from, to, rulesetVersion, query } = event.measurement
    lines.push(
      `- exposures from ${moment(from)} to ${moment(to)}, ruleset version ${rulesetVersion}`,
    )
    if (query !== undefined) lines.push(`- asked by: ${code(query)}`)
  }
  return lines.length === 0 ? ['No guardrail was read at that moment.'] : lines
}

function methodOf({ method }: GuardrailReading): string {
  return method === undefined ? '' : `, by \`${method}\``
}

function interval({ relative, because }: GuardrailReading): string {
  if (relative === undefined) return inline(because ?? 'no interval')
  const { estimate, low, high } = relative
  const middle = estimate === null ? 'no estimate' : signed(estimate)
  return `${middle} against the control (${signed(low)} to ${high === null || high > NO_BOUND ? 'no bound' : signed(high)})`
}

/** More than so many times as much says nothing but that it may be any number. */
const NO_BOUND = 100

function signed(relative: number): string {
  return `${relative > 0 ? '+' : ''}${percent(relative)}`
}
