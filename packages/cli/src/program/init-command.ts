import type { InitOptions } from '../commands/init.ts'
import type { Section } from './perform.ts'
import { examples } from './perform.ts'

/** The command that gives an app its first gate. */
export const initCommand: Section = (program, perform) => {
  program
    .command('init')
    .summary('add Sluice to the app in this folder')
    .description(
      'Adds Sluice to a React app that is built by Vite or Next.js: the packages, a typed flags.yaml, a ' +
        'provider around the root, and a first gate. Shows everything that it would do and asks. Writes ' +
        'all of it or nothing; when the packages cannot be installed, every file is put back.',
    )
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'show what would be done, write nothing')
    .option('--no-install', 'write the files, and leave installing to you')
    .option(
      '--packages <folder>',
      'take the packages of Sluice from tarballs in a folder instead of the registry',
    )
    .addHelpText(
      'after',
      examples(['sluice init', 'sluice init --dry-run', 'sluice init --yes --no-install']),
    )
    .action(
      perform(async (command, options: InitOptions) => {
        const { init } = await import('../commands/init.ts')
        return init(command, options)
      }),
    )
}
