import type { Command as Commander } from 'commander'
import type { Command } from '../command.ts'
import type { Outcome } from '../outcome.ts'
import type { GlobalOptions } from '../settings/global-options.ts'
import type { Shell } from '../shell.ts'

/** Runs a command's code, which is loaded only then, and ends with what it says. */
export type Perform = <Options, Arguments extends readonly unknown[]>(
  work: (command: Command, options: Options, ...args: Arguments) => Promise<Outcome>,
) => (...received: unknown[]) => Promise<void>

/** Adds commands to the program. */
export type Section = (program: Commander, perform: Perform) => void

/** Makes what binds commands to a shell. */
export function performIn(shell: Shell, end: (outcome: Outcome, json: boolean) => void): Perform {
  return (work) =>
    async (...received) => {
      const asked = received.at(-1) as Commander
      const options = asked.optsWithGlobals<GlobalOptions>()
      const { prepare } = await import('../command.ts')
      const command = await prepare(options, shell)
      // Commander hands over the arguments as they were declared, then the options, then itself.
      const act = work as (...all: readonly unknown[]) => Promise<Outcome>
      end(await act(command, options, ...received.slice(0, -2)), command.json)
    }
}

/** Examples at the end of a command's help. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`
}

/** The option of every command that leaves a mark in the audit log. */
export const REASON = [
  '-r, --reason <text>',
  'why, for the audit log; protected environments require it',
] as const

/** The option of every command about a data folder. */
export const DATA_DIR = [
  '-d, --data-dir <folder>',
  'where everything is kept (env: SLUICE_DATA_DIR, default: .sluice)',
] as const

/** The options about the files of the audit log, which are safer on another volume. */
export const AUDIT_HEAD = [
  '--audit-head <file>',
  'the signed end of the audit log (env: SLUICE_AUDIT_HEAD, default: in the data folder)',
] as const
export const AUDIT_KEY = [
  '--audit-key <file>',
  'the key of the audit log (env: SLUICE_AUDIT_KEY, default: in the data folder)',
] as const

/** Gathers an option that may be given several times. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value]
}
