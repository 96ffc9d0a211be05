import { SluiceError } from '@sluice/core'
import type { ChangeOptions, Command } from '../command.ts'
import { confirm } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { listed, textOf } from '../service/history.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'

/** Who is invited, and as what. */
export interface InviteOptions {
  readonly role?: string
  readonly reason?: string
}

/** Invites somebody to the console and prints the link, which nobody can print again. */
export async function inviteMember(
  command: Command,
  options: InviteOptions,
  name: string,
): Promise<Outcome> {
  const { body } = await command.service({
    method: 'POST',
    path: ['v1', 'members'],
    body: { name, role: options.role ?? 'viewer' },
    reason: options.reason,
  })
  const link = textOf(body['link'])
  if (link === undefined)
    throw new SluiceError('NOT_SLUICE', 'The service answered without a link.')
  const { bold, yellow } = command.shell.colors
  return {
    exit: EXIT.ok,
    data: body,
    text: [
      bold(plain(link)),
      yellow(
        `${plain(name)} opens it to choose a password, one time, until ${textOf(body['until']) ?? ''}. Send it to nobody else; it is not shown again.`,
      ),
    ],
  }
}

/** Lists who may sign in. */
export async function listMembers({ service, shell }: Command): Promise<Outcome> {
  const { body } = await service({ path: ['v1', 'members'] })
  const { items } = listed(body, (item) => item)
  const rows = items.map((item) => [
    textOf(item['id']) ?? '',
    textOf(item['name']) ?? '',
    textOf(item['role']) ?? '',
    item['joined'] === true ? 'yes' : 'invited',
  ])
  const text =
    rows.length === 0
      ? ['There are no members. Invite one with: sluice members invite <name>']
      : table(['ID', 'NAME', 'ROLE', 'JOINED'], rows, shell.colors)
  return { exit: EXIT.ok, data: body, text }
}

/** Ends the sessions of a member, who cannot sign in any more. */
export async function removeMember(
  command: Command,
  options: ChangeOptions,
  id: string,
): Promise<Outcome> {
  const question = `Remove the member ${id}? They are signed out at once.`
  if (!(await confirm(command, question, options)))
    return { exit: EXIT.failed, data: { id, removed: false }, text: ['Nobody was removed.'] }
  await command.service({
    method: 'DELETE',
    path: ['v1', 'members', id],
    reason: options.reason,
  })
  return { exit: EXIT.ok, data: { id, removed: true }, text: [`Removed the member ${plain(id)}.`] }
}
