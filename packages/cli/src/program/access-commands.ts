import type { Command as Commander } from 'commander'
import type { ChangeOptions } from '../command.ts'
import type { CreateCredentialOptions, Credential } from '../commands/access.ts'
import type { Perform, Section } from './perform.ts'
import { examples, REASON } from './perform.ts'

/** Commands about environments and who may do what: environments, keys, tokens. */
export const accessCommands: Section = (program, perform) => {
  environmentCommands(program, perform)
  credentialCommands(program, perform, 'key')
  credentialCommands(program, perform, 'token')
}

function environmentCommands(program: Commander, perform: Perform): void {
  const environments = program
    .command('environments')
    .summary('list, make and change environments')
    .description('Works on environments, each with its own flags, keys and settings.')

  environments
    .command('list')
    .description('Lists the environments with their settings.')
    .addHelpText('after', examples(['sluice environments list']))
    .action(
      perform(async (command) => {
        const { listEnvironments } = await import('../commands/environments.ts')
        return listEnvironments(command)
      }),
    )

  environments
    .command('create')
    .description('Makes an environment without flags.')
    .argument('<name>', 'its name')
    .argument('[setting=value...]', 'its settings')
    .addHelpText(
      'after',
      examples([
        'sluice environments create staging',
        'sluice environments create production protected=true allowedOrigins="[https://shop.example]"',
      ]),
    )
    .action(
      perform(async (command, _: unknown, name: string, settings: readonly string[]) => {
        const { createEnvironment } = await import('../commands/environments.ts')
        return createEnvironment(command, name, settings)
      }),
    )

  environments
    .command('set')
    .description(
      'Changes settings: protected, allowedOrigins, namingPattern, requireOwner, requireSunsetOn, eventRetentionDays, grantRoles.',
    )
    .argument('<name>', 'the environment')
    .argument('<setting=value...>', 'what to change')
    .option(...REASON)
    .option(
      '--despite-experiments',
      'shorten eventRetentionDays although experiments need the events',
    )
    .addHelpText(
      'after',
      examples([
        'sluice environments set production requireOwner=true --reason "Somebody has to answer"',
      ]),
    )
    .action(
      perform(
        async (
          command,
          options: { reason?: string; despiteExperiments?: boolean },
          name: string,
          settings: readonly string[],
        ) => {
          const { setEnvironment } = await import('../commands/environments.ts')
          return setEnvironment(command, options, name, settings)
        },
      ),
    )
}

function credentialCommands(program: Commander, perform: Perform, credential: Credential): void {
  const ofKeys = credential === 'key'
  const commands = program
    .command(`${credential}s`)
    .summary(`list, make and revoke ${credential}s`)
    .description(
      ofKeys
        ? 'Works on keys: what pages (client) and servers (server) of one environment read flags with.'
        : 'Works on tokens: what people and scripts change the service with, each with one role.',
    )

  commands
    .command('list')
    .description(`Lists the ${credential}s; never their secrets.`)
    .addHelpText('after', examples([`sluice ${credential}s list`]))
    .action(
      perform(async (command) => {
        const { listCredentials } = await import('../commands/access.ts')
        return listCredentials(command, credential)
      }),
    )

  const create = commands
    .command('create')
    .description(`Makes a ${credential} and prints it, this one time.`)
    .argument('<name>', 'what it is for')
  if (ofKeys) create.option('--kind <kind>', 'client, server or ingest (default: client)')
  else
    create.option(
      '--role <role>',
      'viewer, qa, editor, releaser, approver, auditor or admin (default: viewer)',
    )
  create
    .option(...REASON)
    .addHelpText(
      'after',
      examples(
        ofKeys
          ? ['sluice keys create web', 'sluice keys create checkout-api --kind server']
          : ['sluice tokens create ci --role releaser'],
      ),
    )
    .action(
      perform(async (command, options: CreateCredentialOptions, name: string) => {
        const { createCredential } = await import('../commands/access.ts')
        return createCredential(command, credential, options, name)
      }),
    )

  commands
    .command('revoke')
    .description(`Takes a ${credential} out of use, for ever.`)
    .argument('<id>', `the id, as "sluice ${credential}s list" shows it`)
    .option('-y, --yes', 'do not ask')
    .option(...REASON)
    .addHelpText('after', examples([`sluice ${credential}s revoke 3f9k2m`]))
    .action(
      perform(async (command, options: ChangeOptions, id: string) => {
        const { revokeCredential } = await import('../commands/access.ts')
        return revokeCredential(command, credential, options, id)
      }),
    )
}
