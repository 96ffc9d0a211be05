import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { compareDocuments } from '../difference/difference.ts'
import { countChanges, showChanges } from '../difference/show-changes.ts'
import type { RulesetFile } from '../ruleset-file.ts'
import { parseRulesetFile, placeFault } from '../ruleset-file.ts'
import { fetchRuleset, putRuleset } from '../service/remote-ruleset.ts'
import { showFaults } from '../terminal/faults.ts'
import { outcomeOf } from '../terminal/show-error.ts'

/** Sends what was saved to the service, and prints what became of it; never throws. */
export async function pushOnSave(command: Command, name: string, text: string): Promise<void> {
  const { shell, say } = command
  const read = await parseRulesetFile(name, text)
  if (!read.valid) {
    for (const line of showFaults(read.source, read.faults, shell.colors)) say(line)
    say(shell.colors.red(`${name} was not pushed: the service goes on with what it has.`))
    return
  }
  try {
    await push(command, name, read)
  } catch (error) {
    const faults =
      error instanceof SluiceError
        ? error.faults.map((fault) => placeFault(read.source, fault))
        : []
    const lines =
      faults.length > 0
        ? showFaults(read.source, faults, shell.colors)
        : outcomeOf(error, shell.colors).text
    for (const line of lines) say(line)
    say(shell.colors.red(`${name} was not pushed.`))
  }
}

/** What a file would change in the service, in a sentence; nothing when it is the same. */
export async function differenceFrom(
  command: Command,
  file: RulesetFile,
): Promise<string | undefined> {
  if (!file.valid) return undefined
  const { document } = await fetchRuleset(command.service, command.settings.environment)
  const changes = compareDocuments(document, file.document)
  return changes.length === 0 ? undefined : countChanges(changes)
}

async function push(
  { shell, say, service, settings }: Command,
  name: string,
  { document }: Extract<RulesetFile, { valid: true }>,
): Promise<void> {
  const { environment } = settings
  const current = await fetchRuleset(service, environment)
  const changes = compareDocuments(current.document, document)
  if (changes.length === 0) {
    say(`${name} was saved; nothing changed.`)
    return
  }
  for (const line of showChanges(changes, shell.colors)) say(line)
  if (changes.some(({ kind }) => kind === 'archived')) {
    // A key is taken for ever, which a line cut out for a moment should not do.
    say(
      shell.colors.yellow(
        `${name} was not pushed: saving archives no flags. If you mean it, run "sluice push".`,
      ),
    )
    return
  }
  const answer = await putRuleset(service, environment, document, {
    ifMatch: current.version,
    reason: `${name} was saved`,
  })
  say(
    shell.colors.green(
      `Pushed ${name}: ${environment} is at version ${Number(answer['version'])}.`,
    ),
  )
}
