import type { Command } from '../command.ts'
import { showChanges } from '../difference/show-changes.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import type { Written } from '../service/patch-flag.ts'

/** What a command says about a change that was made: what, and the version it made. */
export function written({ shell, settings }: Command, done: string, result: Written): Outcome {
  const { version, previousVersion, changes } = result
  const { environment } = settings
  const text =
    version === previousVersion
      ? `Nothing changed: ${environment} stays at version ${version}.`
      : shell.colors.green(`${done}: ${environment} is at version ${version}.`)
  return {
    exit: EXIT.ok,
    data: { environment, ...result },
    text: [...showChanges(changes, shell.colors), text],
  }
}
