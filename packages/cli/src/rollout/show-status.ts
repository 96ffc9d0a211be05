import type { OpenRolloutAnswer, RolloutAnswer } from './rollout-answer.ts'
import type { Colors } from '../shell.ts'
import { ago } from '../terminal/ago.ts'
import { plain } from '../terminal/plain.ts'

const WAITS: Readonly<Record<string, string>> = {
  approval: 'waits for an approval',
  person: 'waits for a person to look',
  thaw: 'waits for the end of a freeze',
}

const CAUSES: Readonly<Record<string, string>> = {
  person: 'a person paused it',
  stepped_in: 'somebody changed the flag, or what it goes by',
  regression: 'a guardrail is worse than the control',
  mismatch: 'the variants do not divide as planned',
  no_data: 'there is no data',
  inconclusive: 'the data says neither good nor bad',
}

/** States in which nobody has the treatment any more. */
const BACK: ReadonlySet<string> = new Set(['verifying', 'rolled_back'])

/** States in which an incident can be closed. */
const CLOSES: ReadonlySet<string> = new Set(['rolled_back', 'aborted'])

/** States in which somebody has to look all the time. */
const WATCHED: ReadonlySet<string> = new Set(['running', 'paused', 'rolling_back', 'verifying'])

/** So many looks may be late, and by so much in all, before it is said. */
const LATE = { looks: 3, byMs: 10_000 }

/** Shows where a rollout is and why, and what to do next. */
export function showStatus(rollout: RolloutAnswer, now: number, colors: Colors): string[] {
  const { id, flag, state, step, units, last, alarm, waitsFor, pausedBy, verification } = rollout
  const head = `${colors.bold(plain(flag))}  ${paintState(state, colors)}  ${colors.dim(plain(id))}`
  return [
    head,
    ...rollout.plan.steps.map((planned, index) => {
      const isBack = BACK.has(state)
      const isReached = step !== null && index <= step.index && !isBack
      const mark = !isReached ? '○' : index < step.index ? '●' : '◉'
      const taken = isBack && index === step?.index ? '  taken back' : ''
      const share = `${planned.shareBps / 100} %`
      const audience = planned.audience === undefined ? '' : ` of ${planned.audience}`
      const held =
        index === step?.index && state === 'running' && planned.holdMs > 0
          ? `  ${bar(rollout.heldMs / planned.holdMs)} ${span(rollout.heldMs)} of ${span(planned.holdMs)}`
          : ''
      return plain(`  ${mark} ${planned.name}  ${share}${audience}${held}${taken}`)
    }),
    ...(units.treatment > 0
      ? [`  ${units.control} units met the control, ${units.treatment} the treatment`]
      : []),
    ...(last === null
      ? []
      : [`  ${plain(last.outcome)}, ${plain(ago(last.at, now))}: ${plain(last.rule)}`]),
    ...unwatched(rollout, now).map((line) => colors.red(`  ${line}`)),
    ...(waitsFor === null ? [] : [colors.yellow(`  It ${WAITS[waitsFor] ?? waitsFor}.`)]),
    ...(pausedBy === null ? [] : [colors.yellow(`  Paused: ${plain(causeOf(rollout))}.`)]),
    ...(verification === null ? [] : [`  Verification: ${plain(verification)}`]),
    ...(alarm === null ? [] : [colors.red(`  Alarm: ${plain(alarm)}`)]),
    ...nextSteps(rollout).map((line) => colors.dim(`  ${plain(line)}`)),
  ]
}

function causeOf({ pausedBy, intruder }: RolloutAnswer): string {
  if (pausedBy === 'stepped_in' && intruder)
    return `${intruder.name} changed the flag, or what it goes by`
  return CAUSES[pausedBy ?? ''] ?? pausedBy ?? ''
}

/** Says that what was said last may be over, where nobody has looked since. */
function unwatched({ state, changedAt, plan }: RolloutAnswer, now: number): string[] {
  const quietMs = now - Date.parse(changedAt)
  if (!WATCHED.has(state) || quietMs <= LATE.looks * plan.tickMs + LATE.byMs) return []
  return [
    `Nobody has looked for ${span(quietMs)}, and it asks for a look every ${span(plan.tickMs)}. Is the service well?`,
  ]
}

/** What a person would do next, as commands. */
function nextSteps(rollout: RolloutAnswer): string[] {
  const { id, environment, state, alarm, isLocked, hook = 'none' } = rollout
  const lines: string[] = []
  const command = (verb: string, then = ''): string =>
    `sluice rollout ${verb} ${id}${then} --environment ${environment} --reason "…"`
  if (state === 'draft') lines.push(command('start'))
  const next = stepToApprove(rollout)
  if (next !== undefined) {
    lines.push(`${command('approve', ` ${shellWord(next.name)}`)}   (not by its author)`)
  }
  if (state === 'paused') lines.push(command('resume'))
  if (alarm !== null) lines.push(command('acknowledge'))
  if (state === 'running' || state === 'paused') lines.push(command('rollback'))
  if (BACK.has(state) && hook !== 'none' && hook !== 'acknowledged') {
    lines.push(`${command('deployed')}   (once the deployment went back too)`)
  }
  if (isLocked && CLOSES.has(state)) lines.push(command('close'))
  return lines
}

/** The step that waits for an approval: the next one, or one that is set again after somebody stepped in. */
function stepToApprove({
  step,
  waitsFor,
  pausedBy,
  plan,
  toApprove,
}: RolloutAnswer & Partial<OpenRolloutAnswer>): RolloutAnswer['plan']['steps'][number] | undefined {
  const at = step?.index ?? -1
  const index = plan.steps.findIndex(({ name }) => name === toApprove)
  if (pausedBy === 'stepped_in' && index >= 0 && index <= at) return plan.steps[index]
  if (waitsFor !== 'approval') return undefined
  return plan.steps[index < 0 ? at + 1 : index]
}

/** A step may have any name. */
function shellWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function paintState(state: string, { green, yellow, red }: Colors): string {
  if (state === 'running' || state === 'completed') return green(plain(state))
  return state === 'rolled_back' || state === 'rolling_back' || state === 'verifying'
    ? red(plain(state))
    : yellow(plain(state))
}

const BAR = 12

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR)
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`
}

/** How long something took, in its two largest units, such as `1 h 20 min`. */
function span(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const of = (size: number): number => Math.floor(seconds / size)
  const [days, hours, minutes] = [of(86_400), of(3_600), of(60)]
  if (days > 0) return `${days} d${part(hours % 24, 'h')}`
  if (hours > 0) return `${hours} h${part(minutes % 60, 'min')}`
  if (minutes > 0) return `${minutes} min${part(seconds % 60, 's')}`
  return `${seconds} s`
}

function part(count: number, unit: string): string {
  return count === 0 ? '' : ` ${count} ${unit}`
}
