import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { JsonObject, JsonValue } from '@sluice/core'
import type { ChangeOptions, Command } from '../command.ts'
import { confirm } from '../command.ts'
import type { Change } from '../difference/difference.ts'
import { compareDocuments } from '../difference/difference.ts'
import { isObject } from '../difference/align.ts'
import { showChanges } from '../difference/show-changes.ts'
import { EXIT } from '../exit-codes.ts'
import { mergeRuleset } from '../merge/merge-ruleset.ts'
import { newFile } from '../merge/new-file.ts'
import type { Outcome } from '../outcome.ts'
import { invalidFile, parseRulesetFile, showFile } from '../ruleset-file.ts'
import { fetchRuleset } from '../service/remote-ruleset.ts'
import { writeWhole } from '../write-file.ts'

/** How to pull. */
export interface PullOptions extends ChangeOptions {
  readonly check?: boolean
}

/** Brings a file up to date with the service, and leaves the rest of it alone. */
export async function pull(
  command: Command,
  options: PullOptions,
  file: string | undefined,
): Promise<Outcome> {
  const { shell, settings, service } = command
  const { environment } = settings
  const path = file === undefined ? settings.file : resolve(shell.cwd, file)
  const name = showFile(path, shell)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  const held =
    text === undefined || text.trim() === '' ? undefined : await parseRulesetFile(name, text)
  if (held?.valid === false) return invalidFile(held.source, held.faults, shell)

  const remote = await fetchRuleset(service, environment, 'archived')
  const { target, archived } = splitArchived(remote.document)
  const changes = compareDocuments(held?.document ?? {}, target)
  const data = { environment, version: remote.version, file: name, changes }
  const at = `${environment} at version ${remote.version}`
  if (held !== undefined && changes.length === 0) {
    return {
      exit: EXIT.ok,
      data: { ...data, written: false },
      text: [`${name} is up to date with ${at}.`],
    }
  }
  if (held !== undefined)
    for (const line of showChanges(changes.map(asRemoved), shell.colors)) command.say(line)
  if (options.check === true) {
    return {
      exit: EXIT.failed,
      data: { ...data, written: false },
      text: [`${name} differs from ${at}.`],
    }
  }
  // What was archived in the service is kept there; what only the file has would be lost.
  const lost = changes
    .filter(
      ({ kind, subject }) => (kind === 'archived' && !archived.has(subject)) || kind === 'removed',
    )
    .map(({ subject }) => subject)
  const question = `Remove what only ${name} has (${lost.join(', ')})?`
  if (lost.length > 0 && !(await confirm(command, question, options))) {
    return { exit: EXIT.failed, data: { ...data, written: false }, text: ['Nothing was pulled.'] }
  }
  await writeWhole(path, await mergedText(name, text, target))
  return {
    exit: EXIT.ok,
    data: { ...data, written: true },
    text: [shell.colors.green(`${held === undefined ? 'Made' : 'Updated'} ${name} from ${at}.`)],
  }
}

async function mergedText(
  name: string,
  text: string | undefined,
  document: JsonObject,
): Promise<string> {
  if (name.endsWith('.json')) return `${JSON.stringify(document, undefined, 2)}\n`
  return text === undefined || text.trim() === ''
    ? newFile(document)
    : mergeRuleset(name, text, document)
}

/** A file has no archived flags: they stay in the service for ever. */
function splitArchived(document: JsonObject): {
  target: JsonObject
  archived: ReadonlySet<string>
} {
  const { flags, ...rest } = document
  const all = isObject(flags) ? Object.entries(flags) : []
  const isArchived = ([, flag]: [string, JsonValue]): boolean =>
    isObject(flag) && flag['archived'] === true
  const live = all.filter((entry) => !isArchived(entry))
  return {
    target: live.length === 0 ? rest : { ...rest, flags: Object.fromEntries(live) },
    archived: new Set(all.filter(isArchived).map(([key]) => key)),
  }
}

/** In a file a flag that the service does not have is removed, not archived. */
function asRemoved(change: Change): Change {
  return change.kind === 'archived' ? { ...change, kind: 'removed' } : change
}
