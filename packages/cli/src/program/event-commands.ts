import type { CountOptions, VerifyOptions } from '../commands/events.ts'
import type { TailOptions } from '../commands/tail-events.ts'
import type { GlobalOptions } from '../settings/global-options.ts'
import type { Section } from './perform.ts'
import { examples } from './perform.ts'

/** Commands about what people saw: events. */
export const eventCommands: Section = (program, perform) => {
  const events = program
    .command('events')
    .summary('watch, count and verify exposures')
    .description('Shows what people saw, as the service has counted it.')

  events
    .command('tail')
    .description(
      'Shows exposures as they reach the service: what was shown, never to whom. Goes on until Ctrl-C.',
    )
    .option('--flag <key>', 'only this flag')
    .option('-n, --count <number>', 'end after so many')
    .option('--for <seconds>', 'end after so many seconds')
    .addHelpText(
      'after',
      examples(['sluice events tail', 'sluice events tail --flag checkout-cta --count 10 --json']),
    )
    .action(
      perform(async (command, options: TailOptions) => {
        const { tailEvents } = await import('../commands/tail-events.ts')
        return tailEvents(command, options)
      }),
    )

  events
    .command('counts')
    .description('Counts exposures by flag and variant, each once.')
    .option('--flag <key>', 'only this flag')
    .option(
      '--since <span>',
      'how far back, such as 30m, 24h or 7d (default: 24h, by the minute 12h)',
    )
    .option('--by <width>', 'a line for each minute, hour or day')
    .addHelpText(
      'after',
      examples([
        'sluice events counts',
        'sluice events counts --flag checkout-cta --since 7d --by day',
      ]),
    )
    .action(
      perform(async (command, options: CountOptions) => {
        const { countEvents } = await import('../commands/events.ts')
        return countEvents(command, options)
      }),
    )

  events
    .command('verify')
    .description(
      'Reads every stored event once and compares checksums; exits with 7 when something is wrong.',
    )
    .option('--acknowledge', 'tell no more of what is lost by now; needs --reason')
    .option('-r, --reason <text>', 'why, for the audit log')
    .addHelpText(
      'after',
      examples([
        'sluice events verify',
        'sluice events verify --acknowledge --reason "Disk replaced, no backup of Monday"',
      ]),
    )
    .action(
      perform(async (command, options: GlobalOptions & VerifyOptions) => {
        const { verifyEvents, requireNoEnvironment } = await import('../commands/events.ts')
        requireNoEnvironment(options, 'verify')
        return verifyEvents(command, options)
      }),
    )

  events
    .command('compact')
    .description(
      'Takes what waits into segments and merges small ones; happens by itself from time to time.',
    )
    .addHelpText('after', examples(['sluice events compact']))
    .action(
      perform(async (command, options: GlobalOptions) => {
        const { compactEvents, requireNoEnvironment } = await import('../commands/events.ts')
        requireNoEnvironment(options, 'compact')
        return compactEvents(command)
      }),
    )
}
