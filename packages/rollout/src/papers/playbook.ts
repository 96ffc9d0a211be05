import type { Freeze, RolloutGuardrail, RolloutPlan, RolloutStep } from '../plan/plan.ts'
import { duration, moment, percent } from './duration.ts'
import { code, inline } from './markdown.ts'

/**
 * Writes the page for whoever is woken up: what this rollout does by itself, what it asks of
 * people, and the commands to put it right. Markdown.
 *
 * @param id - of the rollout, as the commands take it
 * @param environment - where it runs; without it the commands go where whoever reads them works
 */
export function playbook(id: string, plan: RolloutPlan, environment?: string): string {
  const { flag, rollback } = plan
  const where = environment === undefined ? '' : ` --environment ${environment}`
  // A protected environment takes nothing without a reason, and at night nobody wants to learn that.
  const why = `${where} --reason "…"`
  const place = environment === undefined ? '' : ` in ${environment}`
  return [
    `# When the rollout of "${flag}" needs you`,
    '',
    `It raises the variant "${plan.treatment}" of \`${flag}\` over "${plan.control}"${place}, looks every ${duration(plan.tickMs)}, and is called \`${id}\`.`,
    '',
    '## Stop it',
    '',
    '```sh',
    ...commands([
      [
        `rollout rollback ${id}${why}`,
        'back to what the flag was before, and nobody gets more than now',
      ],
      [`rollout pause ${id}${why}`, 'nothing rises; the guardrails stay armed'],
      [`kill ${flag}${why}`, 'off, now; the rollout pauses by itself'],
    ]),
    '```',
    '',
    '## What it does by itself',
    '',
    ...plan.guardrails.map(guardrailLine),
    `- The data neither rules harm out nor shows it: ${ACTIONS[plan.on.inconclusive]}`,
    `- Too little data, or none for ${duration(plan.silenceMs)}: ${ACTIONS[plan.on.noData]}`,
    `- The variants do not divide as planned: ${ACTIONS[plan.on.srm]}${ANEW[plan.on.srm]}`,
    '- It never raises a share after a rollback, and never while the data is missing.',
    '',
    '## The steps',
    '',
    '| step | share | at least | asks for | before it begins |',
    '| --- | ---: | --- | --- | --- |',
    ...plan.steps.map(stepLine),
    '',
    ...freezeLines(plan.freezes),
    '## After a rollback',
    '',
    `Only this flag goes back; what others changed meanwhile stays. Nobody gets more of anything but "${plan.control}" by it than they have then: what was turned off stays off, and where the flag before would give somebody more, the share of the rollout alone is taken back. Within ${duration(rollback.verifyWithinMs)} it is verified: connected clients have the restored version, and the guardrails are back. If a guardrail is not, **the flag was not the cause**: look elsewhere.`,
    ...(rollback.hook === undefined
      ? []
      : [
          '',
          `The deployment is told at ${rollback.hook.url} and has ${duration(rollback.hook.timeoutMs)} to say that it went back too. Until it did, nobody can tell whether the rollback helped; once it did, the guardrails have ${duration(rollback.verifyWithinMs)} from then on.`,
        ]),
    '',
    '```sh',
    ...commands([
      [`rollout status ${id}${where}`, 'where it is, and why'],
      [`rollout acknowledge ${id}${why}`, 'nobody else is woken up'],
      ...(rollback.hook === undefined
        ? []
        : [[`rollout deployed ${id}${why}`, 'the deployment went back too'] as const]),
      [`rollout close ${id}${why}`, 'the incident is understood'],
    ]),
    '```',
    '',
    `Another rollout of the flag may start ${rollback.cooldownMs === 0 ? '' : `${duration(rollback.cooldownMs)} later, `}once the incident is closed.`,
    '',
    ...peopleLines(plan),
  ].join('\n')
}

/** Commands below each other, each with what it does. */
function commands(lines: readonly (readonly [command: string, does: string])[]): string[] {
  const width = Math.max(...lines.map(([command]) => command.length))
  return lines.map(([command, does]) => `sluice ${command.padEnd(width)}   # ${does}`)
}

const ACTIONS = {
  hold: 'it stays where it is, and tells people.',
  pause: 'it pauses until somebody resumes it.',
  roll_back: 'it rolls back.',
} as const

/** What it counted says the same for ever. */
const ANEW = {
  hold: ' See to it, then pause and resume it: it begins to count anew.',
  pause: ' See to it first: it begins to count anew then.',
  roll_back: '',
} as const

function guardrailLine(guardrail: RolloutGuardrail): string {
  const { metric, direction, marginRelative, onRegression } = guardrail
  const way = direction === 'lower_is_better' ? 'higher' : 'lower'
  const beyond = marginRelative > 0 ? ` by more than ${percent(marginRelative)}` : ''
  const then = onRegression === 'roll_back' ? 'it rolls back, at once.' : ACTIONS.pause
  return `- ${code(metric)} is ${way} than the control's${beyond}, beyond chance: ${then}`
}

function stepLine(step: RolloutStep): string {
  const { name, audience, shareBps, holdMs, monitored, minUnitsPerVariant, approval } = step
  const share = `${percent(shareBps / 10_000)}${audience === undefined ? '' : ` of ${inline(audience)}`}`
  const asks = monitored ? `${minUnitsPerVariant} units a variant, harm ruled out` : 'nothing'
  return `| ${name} | ${share} | ${holdMs === 0 ? '' : duration(holdMs)} | ${asks} | ${approval === undefined ? '' : `${inline(approval)} approves`} |`
}

function freezeLines(freezes: readonly Freeze[]): string[] {
  if (freezes.length === 0) return []
  const lines = freezes.map((freeze) => {
    if ('startsAt' in freeze) {
      return `- ${moment(freeze.startsAt)} to ${moment(freeze.endsAt)}: ${inline(freeze.reason)}`
    }
    const days = freeze.weekdays.map((day) => DAYS[day] ?? '').join(', ')
    const hours =
      freeze.fromHour === undefined && freeze.toHour === undefined
        ? ''
        : `, ${freeze.fromHour ?? 0} to ${freeze.toHour ?? 24} o'clock UTC`
    return `- ${days}${hours}: ${inline(freeze.reason)}`
  })
  return ['## When nothing rises', '', ...lines, '']
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const

function peopleLines({ people }: RolloutPlan): string[] {
  if (people.length === 0) return ['Nobody is named to be told; the log alone has it.', '']
  const lines = people
    .toSorted((left, right) => left.afterMs - right.afterMs)
    .map(({ name, afterMs }) =>
      afterMs === 0
        ? `- ${inline(name)}: at once`
        : `- ${inline(name)}: when nobody has acknowledged after ${duration(afterMs)}`,
    )
  return ['## Who is told', '', ...lines, '']
}
