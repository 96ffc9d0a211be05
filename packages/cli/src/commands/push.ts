import { resolve } from 'node:path'
import type { Fault } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { ChangeOptions, Command } from '../command.ts'
import { confirm } from '../command.ts'
import { compareDocuments } from '../difference/difference.ts'
import { countChanges, showChanges } from '../difference/show-changes.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { invalidFile, placeFault, readRulesetFile } from '../ruleset-file.ts'
import { problemOf } from '../service/problem.ts'
import { fetchRuleset, putRuleset } from '../service/remote-ruleset.ts'
import { knownBase } from '../sync/known-base.ts'
import { rolledOutLines } from '../sync/rolled-out.ts'
import { readSynced, rememberSynced } from '../sync/synced.ts'
import { turnedBackOn } from '../sync/turned-on.ts'
import { behind, refuseTurningOn, turnedOnLine } from './behind.ts'
import { conflict } from './conflict.ts'
import { wholeNumber } from './whole-number.ts'

/** How to push. */
export interface PushOptions extends ChangeOptions {
  readonly dryRun?: boolean
  readonly ifVersion?: string
  /** Also over changes that the file does not have. */
  readonly force?: boolean
}

/** Makes the service's ruleset equal to a file. */
export async function push(
  command: Command,
  options: PushOptions,
  file: string | undefined,
): Promise<Outcome> {
  const { shell, settings, service } = command
  const { environment } = settings
  const asked = wholeNumber(options.ifVersion, '--if-version')
  const path = file === undefined ? settings.file : resolve(shell.cwd, file)
  // Before everything else: whoever writes meanwhile is noticed, also from this folder.
  const synced = await readSynced(command, path)
  const read = await readRulesetFile(path, shell)
  if (!read.valid) return invalidFile(read.source, read.faults, shell)

  const current = await fetchRuleset(service, environment)
  const from = asked ?? current.version
  if (from !== current.version) return conflict(command, from, current.version)
  const changes = compareDocuments(current.document, read.document)
  const data = { environment, version: current.version, changes }
  if (changes.length === 0) {
    await rememberSynced(command, path, current)
    const text = `Nothing to push: ${environment} is at version ${current.version}, and ${read.source.name} says the same.`
    return { exit: EXIT.ok, data: { ...data, written: false }, text: [text] }
  }
  for (const line of showChanges(changes, shell.colors)) command.say(line)
  for (const line of await rolledOutLines(command, changes)) command.say(shell.colors.yellow(line))
  const told = asked !== undefined || options.force === true
  const base = await knownBase(command, synced, current)
  if (base !== undefined && base.version < current.version && !told)
    return behind(command, read.source.name, base.version, current.version)
  const turnedOn =
    base === undefined ? await turnedBackOn(command, current.document, read.document) : []
  for (const one of turnedOn) command.say(shell.colors.yellow(turnedOnLine(one)))
  if (turnedOn.length > 0 && options.yes === true && !told && options.dryRun !== true)
    return refuseTurningOn(command, turnedOn)

  try {
    // The service knows rules that a file alone cannot break, such as the names it allows.
    await putRuleset(service, environment, read.document, { ifMatch: from, dryRun: true })
    const summary = countChanges(changes)
    if (options.dryRun === true) {
      return {
        exit: EXIT.ok,
        data: { ...data, written: false },
        text: [`In ${environment} it would be ${summary}. Nothing was written.`],
      }
    }
    if (!(await confirm(command, `Push to ${environment} (${summary})?`, options))) {
      return { exit: EXIT.failed, data: { ...data, written: false }, text: ['Nothing was pushed.'] }
    }
    const { reason } = options
    const answer = await putRuleset(service, environment, read.document, { ifMatch: from, reason })
    const version = Number(answer['version'])
    await rememberSynced(command, path, { ...current, version, document: read.document })
    return {
      exit: EXIT.ok,
      data: { ...data, version, previousVersion: from, written: true },
      text: [
        shell.colors.green(
          `Pushed ${read.source.name}: ${environment} is at version ${version} (${summary}).`,
        ),
      ],
    }
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    if (error.status === 412) return conflict(command, from, problemOf(error)?.currentVersion)
    if (error.faults.length === 0) throw error
    // The document was made from the file, so its paths lead back to the file's lines.
    return invalidFile(
      read.source,
      error.faults.map((fault) => placeFault(read.source, withRemedy(fault))),
      shell,
    )
  }
}

/** A key that is archived comes back by a rollback only. */
function withRemedy(fault: Fault): Fault {
  const [section, key] = fault.at
  if (section !== 'flags' || fault.at.length !== 2 || !/archived/.test(fault.message)) return fault
  const remedy = `Remove it from the file, or bring it back with "sluice rollback --flag ${key} --to N".`
  return { ...fault, message: `"${key}" is archived. ${remedy}` }
}
