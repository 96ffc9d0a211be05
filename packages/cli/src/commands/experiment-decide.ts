import { SluiceError, type JsonObject, type JsonValue } from '@sluice/core'
import { confirm, type ChangeOptions, type Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { experimentPath } from '../experiments/experiment-path.ts'
import type { Outcome } from '../outcome.ts'
import { recordsOf, textOf } from '../service/history.ts'
import { problemError, problemOf, type Problem } from '../service/problem.ts'
import { plain } from '../terminal/plain.ts'
import { withProgress } from '../terminal/progress.ts'

/** Reading the events of a large experiment takes a while. */
const PATIENCE_MS = 5 * 60_000

/** What to decide. */
export interface DecideOptions extends ChangeOptions {
  /** `true` ships the treatment of the verdict. */
  readonly ship?: boolean | string
  readonly rollBack?: boolean
  readonly end?: boolean
  readonly learned?: string
  /** Ships although health greys the verdict. */
  readonly acknowledge?: boolean
  /** Ships although the results speak against it. */
  readonly despiteResults?: boolean
}

/** Refusals that somebody may overrule who knows of them: by which option, and how the service is told. */
const OVERRULED = {
  VERDICT_GREY: { option: '--acknowledge', member: 'acknowledge', known: 'grey' },
  RESULTS_AGAINST: { option: '--despite-results', member: 'despiteResults', known: 'against' },
} as const

/** Ships a treatment, goes back to the control, or ends without a winner. */
export async function decideExperiment(
  command: Command,
  options: DecideOptions,
  key: string,
): Promise<Outcome> {
  const chosen = [options.ship, options.rollBack, options.end].filter(
    (one) => one !== undefined && one !== false,
  )
  if (chosen.length !== 1) {
    throw new SluiceError('USAGE', 'Give one of --ship, --roll-back and --end.')
  }
  if (options.reason === undefined || options.reason.trim() === '') {
    throw new SluiceError('USAGE', 'Every decision has a reason; give it with --reason.')
  }
  const decision =
    options.ship !== undefined && options.ship !== false
      ? 'ship'
      : options.rollBack === true
        ? 'roll_back'
        : 'end'
  const what = {
    ship: typeof options.ship === 'string' ? `Ship ${plain(options.ship)}` : 'Ship the winner',
    roll_back: 'Go back to the control',
    end: 'End without a winner',
  }[decision]
  if (!(await confirm(command, `${what} of ${plain(key)} for everybody?`, options))) {
    return declined()
  }
  const body: Record<string, JsonValue> = { decision, reason: options.reason }
  if (typeof options.ship === 'string') body['variant'] = options.ship
  if (options.learned !== undefined) body['learned'] = options.learned
  if (options.acknowledge === true) body['acknowledge'] = true
  if (options.despiteResults === true) body['despiteResults'] = true
  const answer = await insist(command, options, key, body)
  if (answer === undefined) return declined()
  const line = `${plain(key)} is decided: ${decision.replace('_', ' ')}. It stays in the archive; ${command.settings.environment} is at version ${Number(answer['version'])}.`
  return { exit: EXIT.ok, data: answer, text: [command.shell.colors.green(line)] }
}

/**
 * Sends a decision. What the service knows against it is shown to whoever can be asked, and asked
 * about; everybody else has to say so beforehand, and `--yes` does not.
 *
 * @returns `undefined` when somebody thought better of it
 */
async function insist(
  command: Command,
  options: DecideOptions,
  key: string,
  body: Readonly<Record<string, JsonValue>>,
): Promise<JsonObject | undefined> {
  const path = experimentPath(command, key, 'decide')
  const request = { method: 'POST', path, body, patienceMs: PATIENCE_MS } as const
  try {
    const { body: answer } = await withProgress(
      command,
      'Reading the events',
      command.service(request),
    )
    return answer
  } catch (error) {
    const problem = problemOf(error)
    const overruled = overruledBy(problem)
    if (problem === undefined || overruled === undefined) throw error
    const { option, member, known } = overruled
    if (body[member] === true) throw error
    const messages = recordsOf(problem.members[known] as JsonValue | undefined).map(
      (item) => textOf(item['message']) ?? '',
    )
    const { shell, json } = command
    if (!shell.interactive || json || options.yes === true) {
      const detail = `${messages.join(' ')} Nothing was decided. Add ${option} to ship it all the same.`
      throw problemError({ ...problem, detail })
    }
    for (const message of messages) command.say(`${shell.colors.red('!')} ${plain(message)}`)
    if (!(await confirm(command, 'Ship it all the same?', {}))) return undefined
    return insist(command, options, key, { ...body, [member]: true })
  }
}

function overruledBy(
  problem: Problem | undefined,
): (typeof OVERRULED)[keyof typeof OVERRULED] | undefined {
  const code = problem?.code
  return code === 'VERDICT_GREY' || code === 'RESULTS_AGAINST' ? OVERRULED[code] : undefined
}

function declined(): Outcome {
  return { exit: EXIT.failed, data: { changed: false }, text: ['Nothing was changed.'] }
}
