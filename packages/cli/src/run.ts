import type { ExitCode } from './exit-codes.ts'
import { EXIT } from './exit-codes.ts'
import type { Outcome } from './outcome.ts'
import { buildProgram } from './program.ts'
import type { Shell } from './shell.ts'

/**
 * Runs `sluice` with arguments and says how it ended; never throws and never
 * ends the process.
 *
 * @param argv - the arguments after the name of the command
 */
export async function run(argv: readonly string[], shell: Shell): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok
  const end = (outcome: Outcome, json: boolean): void => {
    exit = outcome.exit
    if (json && outcome.data === undefined) return
    if (json) {
      // One document on standard output, also for failures: a script reads one stream.
      shell.write(`${JSON.stringify(outcome.data, undefined, 2)}\n`)
    } else if (outcome.text.length > 0) {
      const print = outcome.exit === EXIT.ok ? shell.write : shell.note
      print(`${outcome.text.join('\n')}\n`)
    }
  }
  const program = buildProgram(shell, end)
  try {
    const asked = argv.length === 1 && argv[0] === '--version' ? ['-V'] : [...argv]
    await program.parseAsync(asked, { from: 'user' })
  } catch (error) {
    const { endingOf } = await import('./ending.ts')
    const ending = endingOf(error, argv, shell.colors)
    if (typeof ending === 'number') return ending
    end(ending, argv.includes('--json'))
  }
  return exit
}
