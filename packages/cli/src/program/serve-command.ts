import type { ServeOptions } from '../commands/serve.ts'
import type { Section } from './perform.ts'
import { AUDIT_HEAD, AUDIT_KEY, DATA_DIR, examples } from './perform.ts'

/** The command that starts a service. */
export const serveCommand: Section = (program, perform) => {
  program
    .command('serve')
    .summary('start the gate service')
    .description(
      'Starts the gate service. In development mode it knows fixed demo keys and is reached from this ' +
        'machine only. In production mode its first start prints an admin token, once.',
    )
    .option('-p, --port <number>', 'the port; 0 for any free one (env: SLUICE_PORT, default: 4600)')
    .option('--host <address>', 'the address to listen on (env: SLUICE_HOST, default: 127.0.0.1)')
    .option(...DATA_DIR)
    .option(
      '-m, --mode <mode>',
      'development or production (default: production when NODE_ENV says so)',
    )
    .option(
      '--public-url <address>',
      'where clients reach it, when a proxy stands before it (env: SLUICE_PUBLIC_URL)',
    )
    .option('-w, --watch <file>', 'send this file to the environment on every valid save')
    .option('--seed <file>', 'what an empty data folder starts with (default: the watched file)')
    .option(
      '--restored',
      'the data folder comes from a backup: clients take it over what they hold',
    )
    .option(...AUDIT_HEAD)
    .option(...AUDIT_KEY)
    .addHelpText(
      'after',
      examples([
        'sluice serve',
        'sluice serve --watch flags.yaml',
        'sluice serve --mode production --host 0.0.0.0 --data-dir /var/lib/sluice',
      ]),
    )
    .action(
      perform(async (command, options: ServeOptions) => {
        const { serve } = await import('../commands/serve.ts')
        return serve(command, options)
      }),
    )
}
