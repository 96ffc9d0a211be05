import type { Section } from './perform.ts'
import { examples } from './perform.ts'

/** Commands about the file of a ruleset: validate, push, pull, types. */
export const rulesetCommands: Section = (program, perform) => {
  program
    .command('validate')
    .summary('check a ruleset file')
    .description(
      'Checks a ruleset file and prints every fault with its line and column. Needs no service.',
    )
    .argument('[file]', 'YAML or JSON (default: flags.yaml)')
    .option('--print-schema', 'print the JSON Schema of ruleset files, for editors')
    .addHelpText(
      'after',
      examples([
        'sluice validate',
        'sluice validate flags.json --json',
        'sluice validate --print-schema > ruleset.schema.json',
      ]),
    )
    .action(
      perform(async (command, options: { printSchema?: boolean }, file: string | undefined) => {
        const { validate } = await import('../commands/validate.ts')
        return validate(command, options, file)
      }),
    )

  program
    .command('push')
    .summary('send the file to the service')
    .description(
      'Makes the ruleset of the service equal to the file: shows what would change, asks, then writes. ' +
        'Flags that are not in the file become archived. Nothing is written when the service has changes ' +
        'that came after the file was last in step with it: "sluice pull" takes them over.',
    )
    .argument('[file]', 'YAML or JSON (default: flags.yaml)')
    .option('-y, --yes', 'do not ask')
    .option('-r, --reason <text>', 'why, for the audit log; protected environments require it')
    .option('--dry-run', 'check and show the changes, write nothing')
    .option('--if-version <number>', 'refuse unless the service is at this version')
    .option('--force', 'undo changes of the service that the file does not have')
    .addHelpText(
      'after',
      examples([
        'sluice push',
        'sluice push --dry-run',
        'sluice push --yes --reason "Raise checkout to half"',
      ]),
    )
    .action(
      perform(async (command, options: PushOptions, file: string | undefined) => {
        const { push } = await import('../commands/push.ts')
        return push(command, options, file)
      }),
    )

  program
    .command('pull')
    .summary('bring the file up to date with the service')
    .description(
      'Writes the ruleset of the service into the file. Lines whose meaning did not change stay as they ' +
        'are: comments, order, quotes, empty lines. What you changed in the file since it was last in step ' +
        'stays too. Makes the file when there is none.',
    )
    .argument('[file]', 'YAML or JSON (default: flags.yaml)')
    .option('-y, --yes', 'do not ask before writing over a file that was never in step')
    .option('--theirs', 'where both changed a field, take what the service has')
    .option('--ours', 'where both changed a field, keep what the file has')
    .option('--check', 'write nothing; exit with 1 when file and service differ')
    .addHelpText(
      'after',
      examples(['sluice pull', 'sluice pull --check', 'sluice pull -e production production.yaml']),
    )
    .action(
      perform(async (command, options: PullOptions, file: string | undefined) => {
        const { pull } = await import('../commands/pull.ts')
        return pull(command, options, file)
      }),
    )

  program
    .command('types')
    .summary('write the TypeScript types of the flags')
    .description(
      'Writes a declaration file that gives @sluice/client and @sluice/react the keys, variants, values ' +
        'and attributes of a ruleset, so that a misspelt key does not compile. ' +
        'The file needs a name that no module beside it has: TypeScript would read only one of them.',
    )
    .argument('[file]', 'YAML or JSON (default: flags.yaml)')
    .option('-o, --out <file>', 'where to (default: src/sluice.d.ts)')
    .option('--manifest <file>', 'write names, variants, owners and descriptions too, for devtools')
    .option('--from-service', 'take the ruleset from the service instead of a file')
    .option('--check', 'write nothing; exit with 1 when the written types are out of date')
    .addHelpText(
      'after',
      examples([
        'sluice types',
        'sluice types flags.yaml --out src/sluice.d.ts',
        'sluice types --check',
      ]),
    )
    .action(
      perform(async (command, options: TypesOptions, file: string | undefined) => {
        const { types } = await import('../commands/types.ts')
        return types(command, options, file)
      }),
    )
}

interface PushOptions {
  readonly yes?: boolean
  readonly reason?: string
  readonly dryRun?: boolean
  readonly ifVersion?: string
  readonly force?: boolean
}

interface PullOptions {
  readonly yes?: boolean
  readonly check?: boolean
  readonly theirs?: boolean
  readonly ours?: boolean
}

interface TypesOptions {
  readonly out?: string
  readonly fromService?: boolean
  readonly check?: boolean
}
