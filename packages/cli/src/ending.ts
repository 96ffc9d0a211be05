import { CommanderError } from 'commander'
import type { ExitCode } from './exit-codes.ts'
import { EXIT } from './exit-codes.ts'
import type { Outcome } from './outcome.ts'
import type { Colors } from './shell.ts'
import { outcomeOf } from './terminal/show-error.ts'

/**
 * How a run ends that did not end by itself: an exit code where everything was
 * printed already (help, the version, a wrong argument), else what to say.
 */
export function endingOf(
  error: unknown,
  argv: readonly string[],
  colors: Colors,
): ExitCode | Outcome {
  if (!(error instanceof CommanderError)) return outcomeOf(error, colors)
  if (error.exitCode === 0) return EXIT.ok
  if (!argv.includes('--json')) return EXIT.usage
  const message = error.message.replace(/^error: /, '')
  return {
    exit: EXIT.usage,
    data: { error: { code: 'USAGE', message, exitCode: EXIT.usage } },
    text: [],
  }
}
