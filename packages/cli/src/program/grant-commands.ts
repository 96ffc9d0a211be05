import type { ChangeOptions } from '../command.ts'
import type { IssueOptions } from '../commands/grants.ts'
import type { Section } from './perform.ts'
import { collect, examples, REASON } from './perform.ts'

/** Commands about grants: variants chosen for a tester. */
export const grantCommands: Section = (program, perform) => {
  const grant = program
    .command('grant')
    .summary('show chosen variants to a tester')
    .description(
      'Works on grants: signed tokens that show chosen variants to whoever has them, for a day at most. What they show is never counted.',
    )

  grant
    .command('issue')
    .description('Makes a grant and prints its token, or with --page its link, this one time.')
    .argument('<flag=variant...>', 'the variants to show')
    .option('--page <address>', 'print a link to this page instead of the token')
    .option('--for <span>', 'how long it works, such as 30m or 24h (default: 1h)')
    .option('--person <targeting key>', 'the one person that it works for (default: anybody)')
    .option(
      '--origin <origin>',
      'a page that it works on, such as https://shop.example; may be given several times',
      collect,
    )
    .option(...REASON)
    .addHelpText(
      'after',
      examples([
        'sluice grant issue checkout-cta=urgent --page https://shop.example/basket',
        'sluice grant issue checkout-cta=urgent new-checkout=on --for 8h --person ada',
      ]),
    )
    .action(
      perform(async (command, options: IssueOptions, choices: readonly string[]) => {
        const { issueGrant } = await import('../commands/grants.ts')
        return issueGrant(command, options, choices)
      }),
    )

  grant
    .command('list')
    .description('Lists the grants of the environment; never their tokens.')
    .addHelpText('after', examples(['sluice grant list']))
    .action(
      perform(async (command) => {
        const { listGrants } = await import('../commands/grants.ts')
        return listGrants(command)
      }),
    )

  grant
    .command('revoke')
    .description('Ends a grant at once. Pages that listen for changes ask again.')
    .argument('<id>', 'the id, as "sluice grant list" shows it')
    .option('-y, --yes', 'do not ask')
    .option(...REASON)
    .addHelpText('after', examples(['sluice grant revoke 3f9k2m --yes']))
    .action(
      perform(async (command, options: ChangeOptions, id: string) => {
        const { revokeGrant } = await import('../commands/grants.ts')
        return revokeGrant(command, options, id)
      }),
    )

  grant
    .command('rotate-key')
    .description('Replaces the key that grants are signed with, which ends all there are.')
    .option('-y, --yes', 'do not ask')
    .option(...REASON)
    .addHelpText('after', examples(['sluice grant rotate-key --yes --reason "A copy got lost"']))
    .action(
      perform(async (command, options: ChangeOptions) => {
        const { rotateGrantKey } = await import('../commands/grants.ts')
        return rotateGrantKey(command, options)
      }),
    )
}
