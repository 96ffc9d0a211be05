import type { BackupArguments, RestoreArguments } from '../commands/backup.ts'
import type { Section } from './perform.ts'
import { AUDIT_HEAD, AUDIT_KEY, DATA_DIR, examples } from './perform.ts'

/** The commands that copy a data folder and bring it back. */
export const backupCommands: Section = (program, perform) => {
  program
    .command('backup')
    .summary('copy a data folder, also while its service runs')
    .description(
      'Copies a data folder as it is at one moment, also while its service writes to it. The copy holds ' +
        'the key of the audit log: keep it as you keep secrets.',
    )
    .requiredOption('--to <folder>', 'where to; a folder that does not exist yet')
    .option(...DATA_DIR)
    .option(...AUDIT_HEAD)
    .option(...AUDIT_KEY)
    .addHelpText(
      'after',
      examples([
        'sluice backup --to backups/monday',
        'sluice backup -d /var/lib/sluice --to /backup/monday',
      ]),
    )
    .action(
      perform(async (command, options: BackupArguments) => {
        const { backup } = await import('../commands/backup.ts')
        return backup(command, options)
      }),
    )

  program
    .command('restore')
    .summary('make a data folder of a backup')
    .description(
      'Makes a data folder of a backup. Clients take what it holds, also those that saw later versions, ' +
        'and the audit log says so. Never writes over data.',
    )
    .requiredOption('--from <folder>', 'the folder of the backup')
    .option(...DATA_DIR)
    .option(...AUDIT_HEAD)
    .option(...AUDIT_KEY)
    .option('--new-audit-key', 'the key of the audit log is lost: begin with another one')
    .addHelpText('after', examples(['sluice restore --from backups/monday -d /var/lib/sluice']))
    .action(
      perform(async (command, options: RestoreArguments) => {
        const { restore } = await import('../commands/backup.ts')
        return restore(command, options)
      }),
    )
}
