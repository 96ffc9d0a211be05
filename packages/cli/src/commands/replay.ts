import { resolve } from 'node:path'
import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Replayed } from '@sluice/server'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { readText, showFile } from '../ruleset-file.ts'
import { logFault, missingIn, type DecisionLog } from '../rollout/decision-log.ts'
import { allDecisions, findRollout } from '../service/rollouts.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'
import { writeWhole } from '../write-file.ts'

/** What to replay, and where the log goes. */
export interface ReplayOptions {
  /** A log that was written before, instead of the service. */
  readonly file?: string
  /** Writes the log to a file, to be replayed elsewhere. */
  readonly out?: string
}

/** Makes the decisions of a rollout again, here, and compares them with what was written down. */
export async function replayRollout(
  command: Command,
  { file, out }: ReplayOptions,
  name: string | undefined,
): Promise<Outcome> {
  const { shell } = command
  const found = file === undefined ? await fetched(command, name) : await fromFile(command, file)
  const { log } = found
  if (out !== undefined) {
    await writeWhole(resolve(shell.cwd, out), `${JSON.stringify(log, undefined, 2)}\n`)
  }
  const { replay } = await import('@sluice/server')
  const replayed = replay(
    log.plan,
    log.decisions.map(({ entry }) => entry),
  )
  const isWritten = log.decisions.map(({ outcome, entry }) => outcome === entry.decision.outcome)
  const different = replayed.filter(({ isSame }) => !isSame)
  const renamed = log.decisions.filter((_, index) => isWritten[index] === false)
  const missing = missingIn(log, found.made)
  const reworded = replayed.filter(({ isReworded }) => isReworded === true)
  const rows = log.decisions.map(({ seq, outcome, entry }, index) => [
    `${seq}`,
    `${new Date(entry.event.at).toISOString().slice(0, 19)}Z`,
    isWritten[index] === false ? 'DIFFERENT' : wordFor(replayed[index]),
    outcome,
    entry.decision.rule,
  ])
  const count = log.decisions.length === 1 ? '1 decision' : `${log.decisions.length} decisions`
  const { green, red } = shell.colors
  const unlike = isWritten.filter((same, index) => !same || replayed[index]?.isSame !== true).length
  const isAlike = unlike === 0
  return {
    exit: isAlike && missing === undefined ? EXIT.ok : EXIT.alarm,
    data: {
      decisions: log.decisions.length,
      different: different as unknown as JsonObject[],
      renamed: renamed.map(({ seq }) => seq),
      reworded: reworded.length,
      ...(missing !== undefined && { missing }),
    },
    text: [
      ...table(['DECISION', 'WHEN', 'REPLAYED', 'OUTCOME', 'RULE'], rows, shell.colors),
      ...different.map(({ revision, difference }) =>
        red(plain(`Revision ${revision}: ${difference ?? 'it differs'}`)),
      ),
      ...renamed.map(({ seq, outcome, entry }) =>
        red(
          plain(
            `Decision ${seq}: it is listed as "${outcome}", and was "${entry.decision.outcome}".`,
          ),
        ),
      ),
      ...(log.decisions.length === 0
        ? []
        : [
            isAlike
              ? green(`${count}, each the same again, bit for bit.`)
              : red(`${unlike} of ${count} came out differently.`),
          ]),
      ...(missing === undefined ? [] : [red(missing)]),
      ...aboutEditions(replayed),
      ...(out === undefined
        ? []
        : [`Wrote the log to ${showFile(resolve(shell.cwd, out), shell)}.`]),
    ],
  }
}

function wordFor(replayed: Replayed | undefined): string {
  if (replayed?.isSame === true) return replayed.isReworded === true ? 'same, reworded' : 'same'
  return replayed?.isByOtherRules === true ? 'OTHER RULES' : 'DIFFERENT'
}

/** What cannot be said of decisions that another release made. */
function aboutEditions(replayed: readonly Replayed[]): string[] {
  const reworded = replayed.filter(({ isReworded }) => isReworded === true).length
  const otherRules = replayed.filter(({ isByOtherRules }) => isByOtherRules === true).length
  return [
    ...(reworded === 0
      ? []
      : [
          `${reworded} of them ${reworded === 1 ? 'was' : 'were'} worded by another release: states, orders and numbers are the same, bit for bit, and the sentences were not compared.`,
        ]),
    ...(otherRules === 0
      ? []
      : [
          `${otherRules} of them ${otherRules === 1 ? 'was' : 'were'} decided by the rules of another release. Replay the log with the release that wrote it: sluice replay ROLLOUT --out FILE writes it down.`,
        ]),
  ]
}

/** A log, and how many decisions there have to be, where that is known. */
interface Found {
  readonly log: DecisionLog
  readonly made?: number
}

async function fetched(command: Command, name: string | undefined): Promise<Found> {
  if (name === undefined) {
    throw new SluiceError('USAGE', 'Name a rollout or a flag, or a file with --file.')
  }
  const { id, plan, decisions: made } = await findRollout(command, name, 'replay')
  const decisions = await allDecisions(command, id)
  const kept = decisions.map(({ seq, outcome, entry }) => ({ seq, outcome, entry }))
  return { log: { plan, decisions: kept }, made }
}

async function fromFile({ shell }: Command, file: string): Promise<Found> {
  const path = resolve(shell.cwd, file)
  const log = jsonOf(await readText(path, shell))
  const fault = log === undefined ? 'it is no JSON' : logFault(log)
  if (fault === undefined) return { log: log as DecisionLog }
  throw new SluiceError(
    'FILE_UNREADABLE',
    `${showFile(path, shell)} is no decision log: ${fault}. Write one with "sluice replay ROLLOUT --out FILE".`,
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Said by whoever asks: it is no log, whatever it is.
    return undefined
  }
}
