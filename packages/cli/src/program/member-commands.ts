import type { ChangeOptions } from '../command.ts'
import type { InviteOptions } from '../commands/members.ts'
import type { Section } from './perform.ts'
import { examples, REASON } from './perform.ts'

/** Commands about members: people who sign in to the console. */
export const memberCommands: Section = (program, perform) => {
  const members = program
    .command('members')
    .summary('invite people to the console, list and remove them')
    .description('Works on members: people who sign in to the console, each with one role.')

  members
    .command('invite')
    .description('Prints a link by which one person chooses a password, within a week.')
    .argument('<name>', 'what they sign in with, such as an e-mail address')
    .option(
      '--role <role>',
      'viewer, qa, editor, releaser, approver, auditor or admin (default: viewer)',
    )
    .option(...REASON)
    .addHelpText(
      'after',
      examples([
        'sluice members invite ada@shop.example',
        'sluice members invite grace@shop.example --role approver',
      ]),
    )
    .action(
      perform(async (command, options: InviteOptions, name: string) => {
        const { inviteMember } = await import('../commands/members.ts')
        return inviteMember(command, options, name)
      }),
    )

  members
    .command('list')
    .description('Lists the members, and who was invited and has not come yet.')
    .addHelpText('after', examples(['sluice members list']))
    .action(
      perform(async (command) => {
        const { listMembers } = await import('../commands/members.ts')
        return listMembers(command)
      }),
    )

  members
    .command('remove')
    .description('Signs a member out everywhere, for good.')
    .argument('<id>', 'the id, as "sluice members list" shows it')
    .option('-y, --yes', 'do not ask')
    .option(...REASON)
    .addHelpText('after', examples(['sluice members remove 3f9k2m8a --yes']))
    .action(
      perform(async (command, options: ChangeOptions, id: string) => {
        const { removeMember } = await import('../commands/members.ts')
        return removeMember(command, options, id)
      }),
    )
}
