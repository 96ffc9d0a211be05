import type { SignOptions } from '../commands/coverage.ts'
import type { Section } from './perform.ts'
import { examples } from './perform.ts'

/** Commands about gate coverage, which `@sluice/testing` reports. */
export const coverageCommands: Section = (program, perform) => {
  program
    .command('coverage')
    .summary('sign for variants that no test exercises')
    .description('Works on gate coverage: which variant of which flag is tested.')
    .command('sign')
    .description(
      'Signs that you looked at a variant as it is now. Writes gate-checks.json beside the ruleset file, ' +
        'for version control; gate coverage counts the variant as tested until its value changes. Needs no service.',
    )
    .argument('<flag>', 'its key')
    .argument('<variant>', 'the variant that you looked at')
    .option('--by <name>', 'who looked')
    .option('--note <text>', 'where and how, for the next one')
    .option('--file <file>', 'the ruleset file (default: flags.yaml)')
    .option('--withdraw', 'take a signature back')
    .addHelpText(
      'after',
      examples([
        'sluice coverage sign checkout-cta warm --by "Ada" --note "on a phone, in German"',
        'sluice coverage sign checkout-cta warm --withdraw',
      ]),
    )
    .action(
      perform(async (command, options: SignOptions, flag: string, variant: string) => {
        const { signCoverage } = await import('../commands/coverage.ts')
        return signCoverage(command, options, flag, variant)
      }),
    )
}
