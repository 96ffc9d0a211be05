import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { ChangeOptions, Command } from '../command.ts'
import { confirm } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { listed, textOf } from '../service/history.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'

/** Keys belong to an environment, tokens to the whole service; the commands are the same. */
export type Credential = 'key' | 'token'

/** What a new credential is. */
export interface CreateCredentialOptions {
  readonly kind?: string
  readonly role?: string
  readonly reason?: string
}

/** Lists keys or tokens; secrets are not among what the service knows. */
export async function listCredentials(command: Command, credential: Credential): Promise<Outcome> {
  const { body } = await command.service({
    path: pathOf(command, credential),
    query: { limit: 200 },
  })
  const { items } = listed(body, (item) => item)
  const sort = credential === 'key' ? 'kind' : 'role'
  const rows = items.map((item) => [
    textOf(item['id']) ?? '',
    textOf(item['name']) ?? '',
    textOf(item[sort]) ?? '',
    textOf(item['createdAt']) ?? '',
    textOf(item['revokedAt']) ?? '',
  ])
  const text =
    rows.length === 0
      ? [
          `There are no ${credential}s${credential === 'key' ? ` for ${command.settings.environment}` : ''}.`,
        ]
      : table(['ID', 'NAME', sort.toUpperCase(), 'CREATED', 'REVOKED'], rows, command.shell.colors)
  return { exit: EXIT.ok, data: body, text }
}

/** Makes a key or a token and prints its secret, which nobody can print again. */
export async function createCredential(
  command: Command,
  credential: Credential,
  options: CreateCredentialOptions,
  name: string,
): Promise<Outcome> {
  const body: JsonObject =
    credential === 'key'
      ? { name, kind: options.kind ?? 'client' }
      : { name, role: options.role ?? 'viewer' }
  const answer = await command.service({
    method: 'POST',
    path: pathOf(command, credential),
    body,
    reason: options.reason,
  })
  const secret = textOf(answer.body['secret'])
  if (secret === undefined)
    throw new SluiceError('NOT_SLUICE', 'The service answered without a secret.')
  const { bold, yellow } = command.shell.colors
  return {
    exit: EXIT.ok,
    data: answer.body,
    text: [
      bold(plain(secret)),
      yellow(
        `This is the only time that the ${credential} "${plain(name)}" is shown. Keep it where secrets are kept.`,
      ),
    ],
  }
}

/** Takes a key or a token out of use, for ever. */
export async function revokeCredential(
  command: Command,
  credential: Credential,
  options: ChangeOptions,
  id: string,
): Promise<Outcome> {
  const question = `Revoke the ${credential} ${id}? Whoever uses it is refused from then on.`
  if (!(await confirm(command, question, options))) {
    return { exit: EXIT.failed, data: { id, revoked: false }, text: ['Nothing was revoked.'] }
  }
  await command.service({
    method: 'DELETE',
    path: [...pathOf(command, credential), id],
    reason: options.reason,
  })
  return {
    exit: EXIT.ok,
    data: { id, revoked: true },
    text: [`Revoked the ${credential} ${plain(id)}.`],
  }
}

function pathOf({ settings }: Command, credential: Credential): string[] {
  return credential === 'key'
    ? ['v1', 'environments', settings.environment, 'keys']
    : ['v1', 'tokens']
}
