import type { Command } from '../command.ts'
import type { RolloutAnswer } from '../rollout/rollout-answer.ts'
import { findRollout } from '../service/rollouts.ts'
import { plain } from '../terminal/plain.ts'
import { interruption } from './interruption.ts'
import type { Seen } from './write-record.ts'

const SECOND_MS = 1_000
/** How long a drill waits for a rollback, and for its verification, in seconds. */
export const PATIENCE_S = 300

/** A drill that goes on. */
export interface Going {
  readonly command: Command
  readonly stop: AbortController
  readonly seen: Seen
}

/** Says which step of a drill begins. */
export function stepper({ command, stop }: Going): (text: string) => void {
  const { say, shell } = command
  let count = 0
  return (text) => {
    stop.signal.throwIfAborted()
    say(`${shell.colors.bold(`${++count}.`)} ${plain(text)}`)
  }
}

/** Does something, and lets the rest of a second pass. */
export async function passSecond(
  { command, stop }: Going,
  work: () => Promise<unknown>,
): Promise<void> {
  const { shell } = command
  stop.signal.throwIfAborted()
  const at = shell.now()
  await work()
  await shell.sleep(Math.max(0, SECOND_MS - (shell.now() - at)))
  stop.signal.throwIfAborted()
}

/** Asks; whoever ends the input in place of an answer stops the drill. */
export async function ask({ command, stop }: Going, question: string): Promise<string> {
  const answer = await command.shell.ask(question)
  if (answer === undefined) stop.abort(interruption())
  stop.signal.throwIfAborted()
  return answer ?? ''
}

/** Asks, and does something every second until there is an answer. */
export async function whileAsked(
  going: Going,
  question: string,
  meanwhile: () => Promise<unknown>,
): Promise<void> {
  const asked = { isAnswered: false }
  const answer = ask(going, question).then(() => (asked.isAnswered = true))
  // It may be stopped while nobody waits for the answer.
  answer.catch(() => undefined)
  await Promise.resolve()
  while (!asked.isAnswered) await passSecond(going, meanwhile)
  await answer
}

/** Does something every second until the rollout is as it is waited for; `undefined` where it never is. */
export async function until(
  going: Going,
  id: string,
  isThere: (rollout: RolloutAnswer) => boolean,
  meanwhile: () => Promise<void>,
): Promise<RolloutAnswer | undefined> {
  for (let second = 0; second < PATIENCE_S; second++) {
    await passSecond(going, meanwhile)
    const rollout = await findRollout(going.command, id)
    if (isThere(rollout)) return rollout
  }
  return undefined
}
