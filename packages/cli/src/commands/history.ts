import { SluiceError, type JsonValue } from '@sluice/core'
import type { ChangeOptions, Command } from '../command.ts'
import { confirm } from '../command.ts'
import type { Change } from '../difference/difference.ts'
import { compareDocuments } from '../difference/difference.ts'
import { showChanges } from '../difference/show-changes.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import type { Listed } from '../service/history.ts'
import { listVersions } from '../service/history.ts'
import { readWritten } from '../service/patch-flag.ts'
import { fetchRuleset } from '../service/remote-ruleset.ts'
import { table } from '../terminal/table.ts'
import { wholeNumber } from './whole-number.ts'
import { written } from './written.ts'

/** Which part of a list to show, as options have it. */
export interface PageOptions {
  readonly limit?: string
  readonly before?: string
}

/** Lists the versions of an environment, newest first. */
export async function versions(command: Command, options: PageOptions): Promise<Outcome> {
  const { shell, settings, service } = command
  const list = await listVersions(service, settings.environment, pageOf(options))
  const rows = list.items.map(({ version, createdAt, actor, reason, subjects }) => [
    String(version),
    createdAt,
    actor,
    summary(subjects),
    reason ?? '',
  ])
  return {
    exit: EXIT.ok,
    data: list.body,
    text: [
      ...table(['VERSION', 'AT', 'BY', 'CHANGED', 'REASON'], rows, shell.colors),
      ...more(list, 'versions'),
    ],
  }
}

/** How to roll back. */
export interface RollbackOptions extends ChangeOptions {
  readonly to?: string
  readonly flag?: string
  /** Also stops running experiments that the version has no rule for. */
  readonly endExperiments?: boolean
}

/** Makes a new version equal to an old one, in whole or for one flag. */
export async function rollback(command: Command, options: RollbackOptions): Promise<Outcome> {
  const { service, settings } = command
  const { environment } = settings
  const { flag, reason } = options
  const toVersion = wholeNumber(options.to, '--to')
  if (toVersion === undefined)
    throw new SluiceError('USAGE', 'Name the version with --to. List them with "sluice versions".')
  const what = flag === undefined ? `all of ${environment}` : `${flag} in ${environment}`
  const request = {
    method: 'POST' as const,
    path: ['v1', 'environments', environment, 'rollback'],
    body: {
      toVersion,
      ...(flag !== undefined && { flag }),
      ...(options.endExperiments === true && { endExperiments: true }),
      ...(reason !== undefined && { reason }),
    },
  }
  for (const line of showChanges(await preview(command, toVersion, flag), command.shell.colors))
    command.say(line)
  // What cannot be done is refused before anybody is asked.
  const planned = await service({ ...request, query: { dryRun: 'true' } })
  for (const key of stopsOf(planned.body)) command.say(`This stops the experiment "${key}".`)
  if (!(await confirm(command, `Roll ${what} back to version ${toVersion}?`, options))) {
    return {
      exit: EXIT.failed,
      data: { environment, written: false },
      text: ['Nothing was rolled back.'],
    }
  }
  const { body } = await service(request)
  const done = written(command, `Rolled ${what} back to version ${toVersion}`, readWritten(body))
  // The difference was shown before the question.
  return { ...done, text: done.text.slice(-1) }
}

/** The experiments that a rollback would stop. */
function stopsOf({ stops }: { readonly stops?: JsonValue }): string[] {
  return Array.isArray(stops) ? stops.filter((key) => typeof key === 'string') : []
}

/** What a rollback would change. */
async function preview(
  { service, settings }: Command,
  version: number,
  flag: string | undefined,
): Promise<Change[]> {
  const { environment } = settings
  const current = await fetchRuleset(service, environment, { include: 'archived' })
  const target = await fetchRuleset(service, environment, { include: 'archived', version })
  const changes = compareDocuments(current.document, target.document)
  return flag === undefined ? changes : changes.filter(({ subject }) => subject === flag)
}

/** Reads which part of a list is asked for. */
export function pageOf(options: PageOptions): {
  limit?: number | undefined
  before?: number | undefined
} {
  return {
    limit: wholeNumber(options.limit, '--limit'),
    before: wholeNumber(options.before, '--before'),
  }
}

/** How to see the rest of a list. */
export function more({ next }: Listed<unknown>, list: string): string[] {
  return next === undefined
    ? []
    : ['', `Older ones: sluice ${list} --before ${JSON.stringify(next)}`]
}

function summary(subjects: readonly string[]): string {
  const [first, second] = subjects
  if (first === undefined) return ''
  if (subjects.length > 2) return `${first} and ${subjects.length - 1} more`
  return second === undefined ? first : `${first}, ${second}`
}
