import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { JsonObject, JsonValue } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { ChangeOptions, Command } from '../command.ts'
import { confirm } from '../command.ts'
import type { Change } from '../difference/difference.ts'
import { compareDocuments } from '../difference/difference.ts'
import { isObject } from '../difference/align.ts'
import { showChanges } from '../difference/show-changes.ts'
import { EXIT } from '../exit-codes.ts'
import { mergeRuleset } from '../merge/merge-ruleset.ts'
import { mergeThree } from '../merge/three-way.ts'
import { newFile } from '../merge/new-file.ts'
import type { Outcome } from '../outcome.ts'
import { invalidFile, parseRulesetFile, showFile } from '../ruleset-file.ts'
import { fetchRuleset } from '../service/remote-ruleset.ts'
import { knownBase } from '../sync/known-base.ts'
import { readSynced, rememberSynced } from '../sync/synced.ts'
import { writeWhole } from '../write-file.ts'
import { clash } from './clash.ts'

/** How to pull. */
export interface PullOptions extends ChangeOptions {
  readonly check?: boolean
  /** Where both changed a field: what the service has. */
  readonly theirs?: boolean
  /** Where both changed a field: what the file has. */
  readonly ours?: boolean
}

/** Brings a file up to date with the service, and leaves the rest of it alone. */
export async function pull(
  command: Command,
  options: PullOptions,
  file: string | undefined,
): Promise<Outcome> {
  const { shell, settings, service } = command
  const { environment } = settings
  if (options.ours === true && options.theirs === true)
    throw new SluiceError('USAGE', 'Say --ours or --theirs, not both.')
  const path = file === undefined ? settings.file : resolve(shell.cwd, file)
  const name = showFile(path, shell)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  const held =
    text === undefined || text.trim() === '' ? undefined : await parseRulesetFile(name, text)
  if (held?.valid === false) return invalidFile(held.source, held.faults, shell)

  const remote = await fetchRuleset(service, environment, { include: 'archived' })
  const { target, archived } = splitArchived(remote.document)
  const inStep = { ...remote, document: target }
  const base = await knownBase(command, await readSynced(command, path), inStep)
  const from = held === undefined ? undefined : base?.document
  const side = options.ours === true ? 'ours' : 'theirs'
  const merged =
    held === undefined || from === undefined
      ? undefined
      : mergeThree(from, held.document, target, side)
  const result = merged?.document ?? target
  const wanted = options.check === true ? target : result
  const changes = compareDocuments(held?.document ?? {}, wanted)
  const data = { environment, version: remote.version, file: name, changes }
  const at = `${environment} at version ${remote.version}`
  const decided = options.check === true || options.ours === true || options.theirs === true
  if (merged !== undefined && merged.clashes.length > 0 && !decided)
    return clash(command, name, remote.version, merged.clashes)
  if (held !== undefined && changes.length === 0) {
    await rememberSynced(command, path, inStep)
    const kept = compareDocuments(target, held.document).length
    const text =
      kept === 0
        ? `${name} is up to date with ${at}.`
        : `${name} has everything of ${at}, and changes of its own: see "sluice push --dry-run".`
    return { exit: EXIT.ok, data: { ...data, written: false }, text: [text] }
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
  if (held !== undefined && merged === undefined) {
    // What was archived in the service is kept there; what only the file has would be lost.
    const lost = changes
      .filter(
        ({ kind, subject }) =>
          (kind === 'archived' && !archived.has(subject)) || kind === 'removed',
      )
      .map(({ subject }) => subject)
    const also = lost.length === 0 ? '' : `, and remove what only it has (${lost.join(', ')})`
    const question = `Write this over what ${name} says now${also}?`
    if (!(await confirm(command, question, options))) {
      return {
        exit: EXIT.failed,
        data: { ...data, written: false },
        text: ['Nothing was pulled.'],
      }
    }
  }
  await writeWhole(path, await mergedText(name, text, result))
  await rememberSynced(command, path, inStep)
  const kept = compareDocuments(target, result).length > 0 ? ' Your own changes in it stay.' : ''
  return {
    exit: EXIT.ok,
    data: { ...data, written: true },
    text: [
      shell.colors.green(`${held === undefined ? 'Made' : 'Updated'} ${name} from ${at}.${kept}`),
    ],
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
