import type { AnnotateOptions } from '../commands/annotate.ts'
import type { ArchiveOptions } from '../commands/experiment-archive.ts'
import type { ResultsOptions } from '../commands/experiment-results.ts'
import type { DecideOptions } from '../commands/experiment-decide.ts'
import type { PlanOptions } from '../commands/experiment.ts'
import type { ChangeOptions } from '../command.ts'
import type { Section } from './perform.ts'
import { examples, REASON } from './perform.ts'

const YES = ['-y, --yes', 'do not ask'] as const
const UNITS = [
  '--units-per-day <number>',
  'new units a day that meet the flag (default: counted from events)',
] as const

/** Commands about experiments: from a plan to a decision. */
export const experimentCommands: Section = (program, perform) => {
  const experiment = program
    .command('experiment')
    .alias('experiments')
    .summary('plan, run, read and decide experiments')
    .description('Takes an experiment from its plan to its decision.')

  experiment
    .command('list')
    .description('Lists the experiments of the ruleset, and where they stand.')
    .addHelpText('after', examples(['sluice experiment list']))
    .action(
      perform(async (command) => {
        const { listExperiments } = await import('../commands/experiment.ts')
        return listExperiments(command)
      }),
    )

  experiment
    .command('plan <key>')
    .description(
      'Refuses what cannot work, computes how large it has to be, warns of overlaps, and picks the salt that leaves the variants alike.',
    )
    .option(...UNITS)
    .option('--dry-run', 'keep nothing')
    .option(...REASON)
    .addHelpText(
      'after',
      examples([
        'sluice experiment plan checkout-words',
        'sluice experiment plan checkout-words --units-per-day 900 --dry-run',
      ]),
    )
    .action(
      perform(async (command, options: PlanOptions, key: string) => {
        const { planExperiment } = await import('../commands/experiment.ts')
        return planExperiment(command, options, key)
      }),
    )

  experiment
    .command('power <key>')
    .description('Shows which lift is found in how many weeks. Keeps nothing.')
    .option(...UNITS)
    .addHelpText('after', examples(['sluice experiment power checkout-words']))
    .action(
      perform(async (command, options: PlanOptions, key: string) => {
        const { experimentPower } = await import('../commands/experiment.ts')
        return experimentPower(command, options, key)
      }),
    )

  experiment
    .command('start <key>')
    .description('Seals the plan and begins to count.')
    .option(...YES)
    .option(...REASON)
    .addHelpText('after', examples(['sluice experiment start checkout-words']))
    .action(
      perform(async (command, options: ChangeOptions, key: string) => {
        const { startExperiment } = await import('../commands/experiment.ts')
        return startExperiment(command, options, key)
      }),
    )

  experiment
    .command('stop <key>')
    .description('Ends counting. Everybody keeps the variant they have until you decide.')
    .option(...YES)
    .option(...REASON)
    .addHelpText('after', examples(['sluice experiment stop checkout-words --yes']))
    .action(
      perform(async (command, options: ChangeOptions, key: string) => {
        const { stopExperiment } = await import('../commands/experiment.ts')
        return stopExperiment(command, options, key)
      }),
    )

  experiment
    .command('results <key>')
    .description(
      'Reads the results by the sealed plan: a verdict, health before numbers, the metrics, segments.',
    )
    .option('--freeze', 'keep the results as they are now, under an address of their own')
    .option('--snapshot <id>', 'read results that were frozen')
    .option('--since-exposure', 'also by the day since the first exposure, with --json')
    .option('--queries', 'also show the SQL that was run')
    .addHelpText(
      'after',
      examples([
        'sluice experiment results checkout-words',
        'sluice experiment results checkout-words --freeze --json',
      ]),
    )
    .action(
      perform(async (command, options: ResultsOptions, key: string) => {
        const { experimentResults } = await import('../commands/experiment-results.ts')
        return experimentResults(command, options, key)
      }),
    )

  experiment
    .command('decide <key>')
    .description('Gives everybody one variant, and puts the experiment in the archive.')
    .option('--ship [variant]', 'ship a treatment (default: the one of the verdict)')
    .option('--roll-back', 'go back to the control')
    .option('--end', 'end without a winner; everybody gets the control')
    .option('--learned <text>', 'what it taught')
    .option('--acknowledge', 'ship although health greys the verdict')
    .option('--despite-results', 'ship although it is worse, harms a guardrail or was never read')
    .option(...YES)
    .option('-r, --reason <text>', 'why; every decision has a reason')
    .addHelpText(
      'after',
      examples([
        'sluice experiment decide checkout-words --ship --reason "It sells"',
        'sluice experiment decide checkout-words --end --reason "No difference" --learned "Words matter little here"',
      ]),
    )
    .action(
      perform(async (command, options: DecideOptions, key: string) => {
        const { decideExperiment } = await import('../commands/experiment-decide.ts')
        return decideExperiment(command, options, key)
      }),
    )

  experiment
    .command('archive [words...]')
    .description('Searches the experiments that are over; --learned writes down what one taught.')
    .option('-n, --limit <number>', 'how many (default: 50)')
    .option('--key <key>', 'this one')
    .option('--learned <text>', 'what it taught; with --key')
    .option(...REASON)
    .addHelpText(
      'after',
      examples([
        'sluice experiment archive',
        'sluice experiment archive checkout button',
        'sluice experiment archive --key checkout-words --learned "Words matter little here"',
      ]),
    )
    .action(
      perform(async (command, options: ArchiveOptions, words: readonly string[]) => {
        const { experimentArchive } = await import('../commands/experiment-archive.ts')
        return experimentArchive(command, options, words)
      }),
    )

  experiment
    .command('annotate [title]')
    .description('Notes what happened outside, such as a campaign, an outage or a holiday.')
    .option('--day <day>', 'when, such as 2026-11-26 (default: today)')
    .option('--experiment <key>', 'only for this one')
    .option('--list', 'list what is noted')
    .option('--remove <id>', 'take a note away')
    .addHelpText(
      'after',
      examples([
        'sluice experiment annotate "Autumn sale begins" --day 2026-11-26',
        'sluice experiment annotate --list',
      ]),
    )
    .action(
      perform(async (command, options: AnnotateOptions, title: string | undefined) => {
        const { annotate } = await import('../commands/annotate.ts')
        return annotate(command, options, title)
      }),
    )
}
