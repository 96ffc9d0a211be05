import type { PageOptions, RollbackOptions } from '../commands/history.ts'
import type { VerifyOptions } from '../commands/audit.ts'
import type { Section } from './perform.ts'
import { examples, REASON } from './perform.ts'

const LIMIT = ['-n, --limit <number>', 'how many (default: 50)'] as const
const BEFORE = ['--before <number>', 'only older ones than this'] as const

/** Commands about what happened and the way back: versions, rollback, audit. */
export const historyCommands: Section = (program, perform) => {
  program
    .command('versions')
    .summary('list what changed, when, by whom and why')
    .description('Lists the versions of a ruleset, newest first.')
    .option(...LIMIT)
    .option(...BEFORE)
    .addHelpText('after', examples(['sluice versions', 'sluice versions -e production -n 10']))
    .action(
      perform(async (command, options: PageOptions) => {
        const { versions } = await import('../commands/history.ts')
        return versions(command, options)
      }),
    )

  program
    .command('rollback')
    .summary('go back to an earlier version')
    .description(
      'Makes a new version equal to an earlier one, for the whole ruleset or for one flag.',
    )
    .option('--to <version>', 'the version to go back to')
    .option('--flag <key>', 'only this flag')
    .option('--end-experiments', 'also stop running experiments that the version has no rule for')
    .option('-y, --yes', 'do not ask')
    .option(...REASON)
    .addHelpText(
      'after',
      examples([
        'sluice rollback --to 41 --reason "Payments fail"',
        'sluice rollback --to 41 --flag checkout-cta',
      ]),
    )
    .action(
      perform(async (command, options: RollbackOptions) => {
        const { rollback } = await import('../commands/history.ts')
        return rollback(command, options)
      }),
    )

  const audit = program
    .command('audit')
    .summary('read and verify the audit log')
    .description('Reads and verifies the audit log.')

  audit
    .command('list')
    .description('Lists the audit entries of an environment, newest first.')
    .option(...LIMIT)
    .option(...BEFORE)
    .addHelpText('after', examples(['sluice audit list', 'sluice audit list --json']))
    .action(
      perform(async (command, options: PageOptions) => {
        const { listAudit } = await import('../commands/audit.ts')
        return listAudit(command, options)
      }),
    )

  audit
    .command('verify')
    .description(
      'Verifies that no entry was changed, added, removed or moved, and that the end was not cut off. ' +
        'By the service, or here from an export, the signed head and the public key; these two have to come ' +
        'from elsewhere than the export. Exits with 7 when the log was tampered with.',
    )
    .option('-f, --file <file>', 'the export to verify here')
    .option('--head <file>', 'the signed head: audit-head.json of the service')
    .option('--public-key <file>', 'the public key of the audit log, PEM')
    .addHelpText(
      'after',
      examples([
        'sluice audit verify',
        'sluice audit verify --file audit.jsonl --head audit-head.json --public-key audit-key.pem.pub',
      ]),
    )
    .action(
      perform(async (command, options: VerifyOptions) => {
        const { verifyAudit } = await import('../commands/audit.ts')
        return verifyAudit(command, options)
      }),
    )

  audit
    .command('export')
    .description('Writes the audit log of the whole service to a file, one entry a line.')
    .requiredOption('-o, --out <file>', 'where to')
    .addHelpText('after', examples(['sluice audit export --out audit.jsonl']))
    .action(
      perform(async (command, options: { out: string }) => {
        const { exportAudit } = await import('../commands/audit.ts')
        return exportAudit(command, options)
      }),
    )
}
