import type { ChangeOptions } from '../command.ts'
import type { CreateOptions } from '../commands/flags.ts'
import type { KillOptions } from '../commands/kill.ts'
import type { ExplainOptions } from '../commands/explain.ts'
import type { Section } from './perform.ts'
import { collect, examples, REASON } from './perform.ts'

/** Commands about single flags: flags, kill, explain. */
export const flagCommands: Section = (program, perform) => {
  const flags = program
    .command('flags')
    .summary('list, make, change and archive flags')
    .description('Works on single flags of an environment.')

  flags
    .command('list')
    .description('Lists the flags with their state and what they serve.')
    .option('--archived', 'archived ones too')
    .addHelpText('after', examples(['sluice flags list', 'sluice flags list -e production --json']))
    .action(
      perform(async (command, options: { archived?: boolean }) => {
        const { listFlags } = await import('../commands/flags.ts')
        return listFlags(command, options)
      }),
    )

  flags
    .command('create')
    .description(
      'Makes a flag. Without variants it is a boolean gate that is closed until a rule opens it. ' +
        'With variants, the first one is the default: what people see today.',
    )
    .argument('<key>', 'the key that code will read')
    .option('--kind <kind>', 'release, experiment, permission or kill_switch (default: release)')
    .option('--variant <name=value>', 'a variant and its value; give it again for each', collect)
    .option('--type <type>', 'boolean, string, number or object (default: that of the variants)')
    .option('--default <name>', 'the default variant (default: the first, or off)')
    .option('--title <text>', 'the name that people see')
    .option('--description <text>', 'what it is for')
    .option('--owner <name>', 'whom to ask')
    .option('--sunset-on <day>', 'the day it should be gone, YYYY-MM-DD')
    .option('--tag <text>', 'a tag; give it again for each', collect)
    .option('--off', 'make it turned off')
    .option(...REASON)
    .addHelpText(
      'after',
      examples([
        'sluice flags create new-checkout --title "New checkout" --owner team-checkout',
        'sluice flags create checkout-cta --kind experiment --variant control="Buy now" --variant urgent="Only 2 left"',
      ]),
    )
    .action(
      perform(async (command, options: CreateOptions, key: string) => {
        const { createFlag } = await import('../commands/flags.ts')
        return createFlag(command, options, key)
      }),
    )

  flags
    .command('set')
    .description(
      'Changes fields of a flag. Values are YAML on one line: 5000, true, urgent, [a, b]; quotes make a ' +
        'text, null takes a field away. Items of lists are counted from 0.',
    )
    .argument('<key>', 'the flag')
    .argument('<field=value...>', 'what to change')
    .option(...REASON)
    .addHelpText(
      'after',
      examples([
        'sluice flags set new-checkout enabled=false',
        'sluice flags set checkout-cta rules.0.serve.coverageBps=5000 --reason "Half of everybody"',
        'sluice flags set checkout-cta defaultVariant=urgent tags="[checkout, web]"',
      ]),
    )
    .action(
      perform(async (command, options: ChangeOptions, key: string, fields: readonly string[]) => {
        const { setFlag } = await import('../commands/flags.ts')
        return setFlag(command, options, key, fields)
      }),
    )

  flags
    .command('archive')
    .description('Archives a flag: it evaluates to not found, and its key cannot be taken again.')
    .argument('<key>', 'the flag')
    .option('-y, --yes', 'do not ask')
    .option(...REASON)
    .addHelpText(
      'after',
      examples(['sluice flags archive new-checkout --reason "Everybody has it"']),
    )
    .action(
      perform(async (command, options: ChangeOptions, key: string) => {
        const { archiveFlag } = await import('../commands/flags.ts')
        return archiveFlag(command, options, key)
      }),
    )

  program
    .command('kill')
    .summary('turn a flag off, now')
    .description(
      'Turns a flag off at once and without a question. With --wait it tells how many connected clients ' +
        'have fetched that, how fast, and who has not; it exits with 7 when some have not in time.',
    )
    .argument('<flag>', 'the flag')
    .option(
      '-w, --wait [seconds]',
      'wait until every connected client has fetched it (default: 30)',
    )
    .option('-y, --yes', 'changes nothing: it never asks')
    .option(...REASON)
    .addHelpText(
      'after',
      examples([
        'sluice kill new-checkout',
        'sluice kill new-checkout --wait 10 --reason "Payments fail"',
      ]),
    )
    .action(
      perform(async (command, options: KillOptions, flag: string) => {
        const { kill } = await import('../commands/kill.ts')
        return kill(command, options, flag)
      }),
    )

  program
    .command('explain')
    .summary('show why a flag has its value')
    .description(
      'Shows what a flag serves for a context and why: each prerequisite and rule, what it saw and what it did. ' +
        'Also for another time and for an earlier version.',
    )
    .argument('<flag>', 'the flag')
    .option('-c, --context <json>', 'the evaluation context, JSON or YAML (default: {})')
    .option('--context-file <file>', 'a file that holds the context')
    .option(
      '--at <time>',
      'the time to evaluate for, ISO 8601 or epoch milliseconds (default: now)',
    )
    .option('--version <number>', 'the ruleset version (default: the current one)')
    .option('-f, --file <file>', 'evaluate a ruleset file here instead of asking the service')
    .addHelpText(
      'after',
      examples([
        `sluice explain checkout-cta --context '{"targetingKey":"u1","country":"DE"}'`,
        'sluice explain checkout-cta --at 2026-12-24T18:00:00Z --version 41',
        'sluice explain checkout-cta --file flags.yaml --context "targetingKey: u1"',
      ]),
    )
    .action(
      perform(async (command, options: ExplainOptions, flag: string) => {
        const { explain } = await import('../commands/explain.ts')
        return explain(command, options, flag)
      }),
    )
}
