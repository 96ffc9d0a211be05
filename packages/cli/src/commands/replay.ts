import { resolve } from 'node:path'
import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { DecisionEntry, Replayed, RolloutPlan } from '@sluice/server'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { readText, showFile } from '../ruleset-file.ts'
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
  const log = file === undefined ? await fetched(command, name) : await fromFile(command, file)
  if (out !== undefined) {
    await writeWhole(resolve(shell.cwd, out), `${JSON.stringify(log, undefined, 2)}\n`)
  }
  const { replay } = await import('@sluice/server')
  const replayed = replay(
    log.plan,
    log.decisions.map(({ entry }) => entry),
  )
  const different = replayed.filter(({ isSame }) => !isSame)
  const missing = missingIn(log)
  const reworded = replayed.filter(({ isReworded }) => isReworded === true)
  const rows = log.decisions.map(({ seq, outcome, entry }, index) => [
    `${seq}`,
    `${new Date(entry.event.at).toISOString().slice(0, 19)}Z`,
    wordFor(replayed[index]),
    outcome,
    entry.decision.rule,
  ])
  const count = log.decisions.length === 1 ? '1 decision' : `${log.decisions.length} decisions`
  const { green, red } = shell.colors
  return {
    exit: different.length === 0 && missing === undefined ? EXIT.ok : EXIT.alarm,
    data: {
      decisions: log.decisions.length,
      different: different as unknown as JsonObject[],
      reworded: reworded.length,
      ...(missing !== undefined && { missing }),
    },
    text: [
      ...table(['DECISION', 'WHEN', 'REPLAYED', 'OUTCOME', 'RULE'], rows, shell.colors),
      ...different.map(({ revision, difference }) =>
        red(plain(`Revision ${revision}: ${difference ?? 'it differs'}`)),
      ),
      different.length === 0
        ? green(`${count}, each the same again, bit for bit.`)
        : red(`${different.length} of ${count} came out differently.`),
      ...(missing === undefined ? [] : [red(missing)]),
      ...aboutEditions(replayed),
      ...(out === undefined
        ? []
        : [`Wrote the log to ${showFile(resolve(shell.cwd, out), shell)}.`]),
    ],
  }
}

/** Decisions are numbered from 1 on, so that one which was taken out leaves a hole; but for the last. */
function missingIn({ decisions }: Log): string | undefined {
  if (decisions.length === 0) return 'The log has no decision: nothing was made again.'
  const hole = decisions.findIndex(({ seq }, index) => seq !== index + 1)
  if (hole < 0) return undefined
  return `Decision ${hole + 1} is missing, and ${decisions[hole]?.seq} is in its place: the log is not whole.`
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

interface Log {
  readonly plan: RolloutPlan
  readonly decisions: readonly {
    readonly seq: number
    readonly outcome: string
    readonly entry: DecisionEntry
  }[]
}

async function fetched(command: Command, name: string | undefined): Promise<Log> {
  if (name === undefined) {
    throw new SluiceError('USAGE', 'Name a rollout or a flag, or a file with --file.')
  }
  const { id, plan } = await findRollout(command, name, 'replay')
  const decisions = await allDecisions(command, id)
  return { plan, decisions: decisions.map(({ seq, outcome, entry }) => ({ seq, outcome, entry })) }
}

async function fromFile({ shell }: Command, file: string): Promise<Log> {
  const path = resolve(shell.cwd, file)
  const text = await readText(path, shell)
  try {
    const log = JSON.parse(text) as Partial<Log>
    if (log.plan !== undefined && Array.isArray(log.decisions)) return log as Log
  } catch {
    // Said below: it is no log, whatever it is.
  }
  throw new SluiceError(
    'FILE_UNREADABLE',
    `${showFile(path, shell)} is no decision log. Write one with "sluice replay ROLLOUT --out FILE".`,
  )
}
