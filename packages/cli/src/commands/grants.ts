import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import { GRANT_LIMITS, grantLink } from '@sluice/core/grants'
import { isObject } from '../difference/align.ts'
import type { ChangeOptions, Command } from '../command.ts'
import { confirm } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { actorName, listed, textOf } from '../service/history.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'

/** What a new grant is. */
export interface IssueOptions {
  readonly page?: string
  readonly for?: string
  readonly person?: string
  readonly origin?: readonly string[]
  readonly reason?: string
}

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60 }
const MOST_MINUTES = GRANT_LIMITS.lifetimeMs / 60_000

/** Makes a grant and prints its link or its token, which nobody can print again. */
export async function issueGrant(
  command: Command,
  options: IssueOptions,
  choices: readonly string[],
): Promise<Outcome> {
  const page = pageOf(options.page)
  const body: JsonObject = {
    environment: command.settings.environment,
    overrides: Object.fromEntries(choices.map(choiceOf)),
    ...(options.for !== undefined && { lifetimeMinutes: minutesOf(options.for) }),
    ...(options.person !== undefined && { units: { targetingKey: options.person } }),
    ...(options.origin !== undefined && { origins: [...options.origin] }),
  }
  const answer = await command.service({
    method: 'POST',
    path: ['v1', 'grants'],
    body,
    reason: options.reason,
  })
  const token = textOf(answer.body['token'])
  if (token === undefined)
    throw new SluiceError('NOT_SLUICE', 'The service answered without a token.')
  const link = page === undefined ? undefined : grantLink(token, page)
  const { bold, yellow } = command.shell.colors
  const whose = options.person === undefined ? 'Whoever has it' : `${plain(options.person)} alone`
  return {
    exit: EXIT.ok,
    data: { ...answer.body, ...(link !== undefined && { link }) },
    text: [
      bold(plain(link ?? token)),
      yellow(
        `${whose} is shown ${shown(answer.body)} until ${textOf(answer.body['expiresAt']) ?? ''}, and is not counted. This is the only time that it is shown.`,
      ),
      `End it with: sluice grant revoke ${plain(textOf(answer.body['id']) ?? '')}`,
    ],
  }
}

/** Lists the grants of an environment; tokens are not among what the service knows. */
export async function listGrants({ service, settings, shell }: Command): Promise<Outcome> {
  const { body } = await service({
    path: ['v1', 'grants'],
    query: { environment: settings.environment, limit: 200 },
  })
  const { items } = listed(body, (item) => item)
  const rows = items.map((item) => [
    textOf(item['id']) ?? '',
    shown(item),
    actorName(item['createdBy']),
    textOf(item['expiresAt']) ?? '',
    textOf(item['revokedAt']) ?? '',
  ])
  const text =
    rows.length === 0
      ? [`There are no grants for ${plain(settings.environment)}.`]
      : table(['ID', 'SHOWS', 'BY', 'UNTIL', 'REVOKED'], rows, shell.colors)
  return { exit: EXIT.ok, data: body, text }
}

/** Ends a grant. */
export async function revokeGrant(
  command: Command,
  options: ChangeOptions,
  id: string,
): Promise<Outcome> {
  const question = `Revoke the grant ${id}? Whoever uses it is shown their own variants again.`
  if (!(await confirm(command, question, options)))
    return { exit: EXIT.failed, data: { id, revoked: false }, text: ['Nothing was revoked.'] }
  const path = ['v1', 'grants', id]
  await command.service({ method: 'DELETE', path, reason: options.reason })
  return {
    exit: EXIT.ok,
    data: { id, revoked: true },
    text: [`Revoked the grant ${plain(id)}.`],
  }
}

/** Replaces the key that grants are signed with. */
export async function rotateGrantKey(command: Command, options: ChangeOptions): Promise<Outcome> {
  const question = 'Replace the signing key? Every grant of every environment ends.'
  if (!(await confirm(command, question, options)))
    return { exit: EXIT.failed, data: { rotated: false }, text: ['Nothing was changed.'] }
  const path = ['v1', 'grants', 'rotate-key']
  await command.service({ method: 'POST', path, reason: options.reason })
  return {
    exit: EXIT.ok,
    data: { rotated: true },
    text: ['Grants are signed with another key; all before it have ended.'],
  }
}

function choiceOf(text: string): [flag: string, variant: string] {
  const [flag = '', variant = '', ...rest] = text.split('=')
  if (flag !== '' && variant !== '' && rest.length === 0) return [flag, variant]
  throw new SluiceError(
    'USAGE',
    `"${text}" is no choice. Write flag=variant, such as checkout-cta=urgent.`,
  )
}

function minutesOf(text: string): number {
  const [, count, unit = ''] = /^(\d{1,5})([mh])$/.exec(text) ?? []
  const minutes = Number(count) * (MINUTES[unit] ?? 0)
  if (minutes >= 1 && minutes <= MOST_MINUTES) return minutes
  throw new SluiceError(
    'USAGE',
    `--for takes a span from 1m to ${MOST_MINUTES / 60}h, such as 30m or 8h, not "${text}".`,
  )
}

function pageOf(text: string | undefined): string | undefined {
  if (text === undefined || /^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text
  throw new SluiceError(
    'USAGE',
    `--page takes a whole address, such as https://shop.example/basket, not "${text}".`,
  )
}

function shown(grant: JsonObject): string {
  const { overrides } = grant
  const choices = isObject(overrides) ? Object.entries(overrides) : []
  return choices
    .map(([flag, variant]) => `${plain(flag)}=${plain(textOf(variant) ?? '')}`)
    .join(' ')
}
