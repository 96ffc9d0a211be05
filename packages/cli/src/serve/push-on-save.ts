import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { behind } from '../commands/behind.ts'
import { compareDocuments } from '../difference/difference.ts'
import { countChanges, showChanges } from '../difference/show-changes.ts'
import type { RulesetFile } from '../ruleset-file.ts'
import { parseRulesetFile, placeFault, showFile } from '../ruleset-file.ts'
import { fetchRuleset, putRuleset } from '../service/remote-ruleset.ts'
import { knownBase } from '../sync/known-base.ts'
import { readSynced, rememberSynced } from '../sync/synced.ts'
import { showFaults } from '../terminal/faults.ts'
import { outcomeOf } from '../terminal/show-error.ts'

/** Sends what was saved to the service, and prints what became of it; never throws. */
export async function pushOnSave(command: Command, path: string, text: string): Promise<void> {
  const { shell, say } = command
  const name = showFile(path, shell)
  const read = await parseRulesetFile(name, text)
  if (!read.valid) {
    for (const line of showFaults(read.source, read.faults, shell.colors)) say(line)
    say(shell.colors.red(`${name} was not pushed: the service goes on with what it has.`))
    return
  }
  try {
    await push(command, path, read)
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
  path: string,
  file: RulesetFile,
): Promise<string | undefined> {
  if (!file.valid) return undefined
  const current = await fetchRuleset(command.service, command.settings.environment)
  const changes = compareDocuments(current.document, file.document)
  if (changes.length > 0) return countChanges(changes)
  await rememberSynced(command, path, current)
  return undefined
}

async function push(
  command: Command,
  path: string,
  { document }: Extract<RulesetFile, { valid: true }>,
): Promise<void> {
  const { shell, say, service, settings } = command
  const { environment } = settings
  const name = showFile(path, shell)
  const synced = await readSynced(command, path)
  const current = await fetchRuleset(service, environment)
  const changes = compareDocuments(current.document, document)
  if (changes.length === 0) {
    await rememberSynced(command, path, current)
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
  const base = await knownBase(command, synced, current)
  if (base !== undefined && base.version < current.version) {
    for (const line of (await behind(command, name, base.version, current.version)).text) say(line)
    return
  }
  const answer = await putRuleset(service, environment, document, {
    ifMatch: current.version,
    reason: `${name} was saved`,
  })
  const version = Number(answer['version'])
  await rememberSynced(command, path, { ...current, version, document })
  say(shell.colors.green(`Pushed ${name}: ${environment} is at version ${version}.`))
}
