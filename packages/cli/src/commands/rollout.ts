import { resolve } from 'node:path'
import type { JsonObject, JsonValue } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { ChangeOptions, Command } from '../command.ts'
import { confirm } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { invalidFile, placeFault, readText, showFile } from '../ruleset-file.ts'
import type { OpenRolloutAnswer, RolloutAnswer } from '../rollout/rollout-answer.ts'
import type { RolloutVerb } from '../rollout/rollout-verb.ts'
import { showStatus } from '../rollout/show-status.ts'
import { findRollout, listRollouts, rolloutOf, rolloutPath } from '../service/rollouts.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'
import { readYaml } from '../yaml/read-yaml.ts'

const POLL_MS = 1_000
/** States in which a rollout goes nowhere by itself any more. */
const ENDED: ReadonlySet<string> = new Set(['rolled_back', 'completed', 'aborted'])

/** Options of planning. */
export interface PlanOptions {
  readonly dryRun?: boolean
  readonly reason?: string
}

/** Checks a plan and keeps it as a draft. */
export async function planRollout(
  command: Command,
  { dryRun, reason }: PlanOptions,
  file: string,
): Promise<Outcome> {
  const { shell, service } = command
  const path = resolve(shell.cwd, file)
  const source = readYaml(showFile(path, shell), await readText(path, shell))
  if (source.faults.length > 0) return invalidFile(source, source.faults, shell)
  const sent = {
    method: 'POST',
    path: rolloutPath(command),
    query: { dryRun: dryRun === true ? true : undefined },
    body: { plan: source.value as JsonValue },
    reason,
  } as const
  let body: JsonObject
  try {
    body = (await service(sent)).body
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'INVALID_PLAN') throw error
    // The plan was read from the file, so its paths lead back to the file's lines.
    const faults = error.faults.map((fault) => placeFault(source, fault))
    return invalidFile(source, faults, shell)
  }
  if (dryRun === true) {
    const text = ['The plan can work. This would be its playbook:', '', ...textOf(body, 'playbook')]
    return { exit: EXIT.ok, data: body, text }
  }
  return outcomeOf(command, rolloutOf(body), body)
}

/** Lists rollouts. */
export async function listAll(command: Command, flag?: string): Promise<Outcome> {
  const items = await listRollouts(command, flag)
  const rows = items.map(({ id, flag: key, state, step, last }) => [
    id,
    key,
    state,
    step === null ? '' : `${step.name} (${step.shareBps / 100} %)`,
    last?.rule ?? '',
  ])
  const headings = ['ROLLOUT', 'FLAG', 'STATE', 'STEP', 'LAST DECISION']
  return {
    exit: EXIT.ok,
    data: { items: items as unknown as JsonValue },
    text:
      items.length === 0 ? ['There are no rollouts.'] : table(headings, rows, command.shell.colors),
  }
}

/** Shows where a rollout is; with `--watch` again with every decision, until it ends. */
export async function rolloutStatus(
  command: Command,
  { watch }: { readonly watch?: boolean },
  name: string,
): Promise<Outcome> {
  const { shell, say } = command
  let rollout: RolloutAnswer = await findRollout(command, name)
  if (watch !== true) return outcomeOf(command, rollout)
  for (let shown = ''; ;) {
    const lines = showStatus(rollout, shell.now(), shell.colors)
    const news = `${rollout.state} ${rollout.step?.index} ${rollout.last?.at} ${rollout.waitsFor} ${rollout.alarm}`
    if (news !== shown) say([...(shown === '' ? [] : ['']), ...lines].join('\n'))
    shown = news
    if (ENDED.has(rollout.state)) break
    rollout = await lookAgain(command, rollout)
  }
  const exit = rollout.state === 'rolled_back' ? EXIT.alarm : EXIT.ok
  return { exit, data: rollout as unknown as JsonObject, text: [] }
}

/** Waits for the next look; a service that is away for a while, to be updated perhaps, is waited for. */
async function lookAgain(command: Command, last: RolloutAnswer): Promise<RolloutAnswer> {
  const { shell, say } = command
  for (let isSaid = false; ;) {
    await shell.sleep(POLL_MS)
    try {
      return await findRollout(command, last.id)
    } catch (error) {
      if (!(error instanceof SluiceError) || !isAway(error)) throw error
      if (!isSaid) say(shell.colors.yellow(`${plain(error.message)} Still watching.`))
      isSaid = true
    }
  }
}

function isAway({ code, status }: SluiceError): boolean {
  return code === 'UNREACHABLE' || (status !== undefined && status >= 500)
}

/** Options of actions. */
export interface ActOptions extends ChangeOptions {
  readonly dismiss?: readonly string[]
  /** The deployment did not go back. */
  readonly refused?: boolean
}

/** What asks before it is done: what raises a share, and what stops watching one. */
const ASKED: Readonly<Partial<Record<RolloutVerb, string>>> = {
  start: 'Start the rollout of',
  advance: 'Go on to the next step of',
  abort: 'Leave the flag as it is, and watch it no more:',
}

/** Does something to a rollout. */
export async function actOnRollout(
  command: Command,
  options: ActOptions,
  {
    verb,
    name,
    step,
  }: { readonly verb: RolloutVerb; readonly name: string; readonly step?: string | undefined },
): Promise<Outcome> {
  const rollout = await findRollout(command, name, verb)
  const question = ASKED[verb]
  if (
    question !== undefined &&
    !(await confirm(command, `${question} ${plain(rollout.flag)}?`, options))
  ) {
    return {
      exit: EXIT.failed,
      data: { rollout: rollout.id, done: false },
      text: ['Nothing was done.'],
    }
  }
  const { body } = await command.service({
    method: 'POST',
    path: rolloutPath(command, rollout.id, 'actions'),
    // Whoever was asked has answered for what they saw. Stopping it is meant whatever happened since.
    ...(question !== undefined && verb !== 'abort' && { ifMatch: rollout.etag }),
    body: {
      action: verb,
      ...(verb === 'approve' && { step: step ?? nextStep(rollout) }),
      ...(verb === 'resume' && options.dismiss !== undefined && { dismiss: [...options.dismiss] }),
      ...(verb === 'deployed' && {
        outcome: options.refused === true ? 'refused' : 'acknowledged',
      }),
      ...(options.reason !== undefined && { reason: options.reason }),
    },
  })
  const after = rolloutOf(body)
  // A look may have come between; what an action does is the last decision then.
  if (after.decisions === rollout.decisions) {
    command.say(command.shell.colors.yellow('There was nothing to do.'))
  }
  return outcomeOf(command, after, body)
}

/** Prints the playbook, or the draft of a post-mortem. */
export async function rolloutPaper(
  command: Command,
  which: 'playbook' | 'postMortem',
  name: string,
): Promise<Outcome> {
  const { id } = await findRollout(command, name, which)
  const { body } = await command.service({ path: rolloutPath(command, id, 'papers') })
  if (body[which] === null) {
    const text = ['Nothing was rolled back, so there is no post-mortem to draft.']
    return { exit: EXIT.failed, data: body, text }
  }
  return { exit: EXIT.ok, data: body, text: textOf(body, which) }
}

function outcomeOf(command: Command, rollout: RolloutAnswer, body?: JsonObject): Outcome {
  const { shell } = command
  return {
    exit: EXIT.ok,
    data: body ?? rollout,
    text: showStatus(rollout, shell.now(), shell.colors),
  }
}

function nextStep({ id, flag, toApprove }: OpenRolloutAnswer): string {
  if (toApprove !== null) return toApprove
  throw new SluiceError('USAGE', `No step of the rollout ${id} of "${flag}" waits for an approval.`)
}

// Lines for people; what the service wrote may hold anything.
function textOf(body: JsonObject, member: string): string[] {
  const text = body[member]
  return typeof text === 'string' ? text.split('\n').map(plain) : []
}
