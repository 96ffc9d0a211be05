import type { ReplayOptions } from '../commands/replay.ts'
import type { DrillOptions } from '../commands/drill.ts'
import type { SimulateOptions } from '../commands/simulate.ts'
import type { ActOptions, PlanOptions } from '../commands/rollout.ts'
import type { RolloutVerb } from '../rollout/rollout-verb.ts'
import type { Section } from './perform.ts'
import { collect, examples, REASON } from './perform.ts'

/** The verbs that take a rollout and nothing else, with what they say of themselves. */
const VERBS: readonly (readonly [name: string, verb: RolloutVerb, text: string])[] = [
  ['start', 'start', 'Checks the plan again, and begins its first step.'],
  ['pause', 'pause', 'Raises nothing any more; the guardrails stay armed.'],
  [
    'resume',
    'resume',
    'Goes on; the window of its step begins anew, and so do its counts where the variants did not divide as planned.',
  ],
  ['advance', 'advance', 'Goes on to the next step now, whatever its window says.'],
  ['abort', 'abort', 'Leaves the flag as it is; nothing watches it any more.'],
  [
    'rollback',
    'roll_back',
    'Puts the flag back to what it was before, at once and without a question. Nobody gets more by it than they have now: what is off stays off.',
  ],
  ['acknowledge', 'acknowledge', 'Says that somebody is on it; nobody else is woken up.'],
  ['close', 'close', 'Closes the incident of a rollback, with what it was.'],
  [
    'deployed',
    'deployed',
    'Says that the deployment went back too, where its hook has only accepted to do it. Whether it helped is told by what comes from then on.',
  ],
]

const ROLLOUT = [
  '<rollout>',
  'its id, or the flag for the one that is under way, else its newest',
] as const

/** Commands about rollouts: from a plan to the end of it. */
export const rolloutCommands: Section = (program, perform) => {
  const rollout = program
    .command('rollout')
    .alias('rollouts')
    .summary('widen a flag step by step, by what is measured')
    .description(
      'A rollout raises the share of a flag step by step while its guardrails allow it, and rolls back by itself when they do not.',
    )

  rollout
    .command('plan')
    .description('Checks a plan, YAML or JSON, and keeps it as a draft. Nothing rises yet.')
    .argument('<file>', 'the plan')
    .option('--dry-run', 'only check it, and show its playbook')
    .option(...REASON)
    .addHelpText('after', examples(['sluice rollout plan checkout-rollout.yaml']))
    .action(
      perform(async (command, options: PlanOptions, file: string) => {
        const { planRollout } = await import('../commands/rollout.ts')
        return planRollout(command, options, file)
      }),
    )

  rollout
    .command('list')
    .description('Lists the rollouts, newest first.')
    .argument('[flag]', 'only those of a flag')
    .action(
      perform(async (command, _: object, flag: string | undefined) => {
        const { listAll } = await import('../commands/rollout.ts')
        return listAll(command, flag)
      }),
    )

  rollout
    .command('status')
    .description(
      'Shows where a rollout is, and why. With --watch it stays until the end, from the draft on, and exits with 7 after a rollback.',
    )
    .argument(...ROLLOUT)
    .option('-w, --watch', 'show every news until it ends')
    .addHelpText('after', examples(['sluice rollout status new-checkout --watch']))
    .action(
      perform(async (command, options: { watch?: boolean }, name: string) => {
        const { rolloutStatus } = await import('../commands/rollout.ts')
        return rolloutStatus(command, options, name)
      }),
    )

  rollout
    .command('approve')
    .description('Agrees to the next step that asks for it. Nobody approves their own rollout.')
    .argument(...ROLLOUT)
    .argument('[step]', 'the step (default: the next that needs it)')
    .option(...REASON)
    .action(
      perform(async (command, options: ActOptions, name: string, step: string | undefined) => {
        const { actOnRollout } = await import('../commands/rollout.ts')
        return actOnRollout(command, options, { verb: 'approve', name, step })
      }),
    )

  for (const [word, verb, text] of VERBS) {
    const own = rollout
      .command(word)
      .description(text)
      .argument(...ROLLOUT)
      .option(...REASON)
    if (verb === 'resume') {
      own.option(
        '--dismiss <metric>',
        'live with the harm to a guardrail until the next step',
        collect,
      )
    }
    if (verb === 'deployed') {
      own.option('--refused', 'say that it did not go back, with a reason')
    }
    if (verb === 'start' || verb === 'advance' || verb === 'abort')
      own.option('-y, --yes', 'do not ask')
    own.action(
      perform(async (command, options: ActOptions, name: string) => {
        const { actOnRollout } = await import('../commands/rollout.ts')
        return actOnRollout(command, options, { verb, name })
      }),
    )
  }

  for (const [word, which, text] of [
    ['playbook', 'playbook', 'Prints what whoever is woken up needs to know.'],
    ['post-mortem', 'postMortem', 'Drafts a post-mortem of a rollback from its decisions.'],
  ] as const) {
    rollout
      .command(word)
      .description(text)
      .argument(...ROLLOUT)
      .action(
        perform(async (command, _: object, name: string) => {
          const { rolloutPaper } = await import('../commands/rollout.ts')
          return rolloutPaper(command, which, name)
        }),
      )
  }

  program
    .command('replay')
    .summary('make the decisions of a rollout again')
    .description(
      'Makes every decision of a rollout again from its log, here and not in the service, and compares bit for bit. Exits with 7 when one comes out differently.',
    )
    .argument('[rollout]', 'its id, or the flag for the one that is under way, else its newest')
    .option('--file <file>', 'a log that was written before, instead of the service')
    .option('--out <file>', 'write the log to a file')
    .addHelpText('after', examples(['sluice replay new-checkout', 'sluice replay --file log.json']))
    .action(
      perform(async (command, options: ReplayOptions, name: string | undefined) => {
        const { replayRollout } = await import('../commands/replay.ts')
        return replayRollout(command, options, name)
      }),
    )

  program
    .command('simulate')
    .summary('run a game day: rollouts through scripted faults')
    .description(
      'Runs a rollout through days of silence, lies, delays, kills and full disks, with the real evaluator, intake, stores and runner on a virtual clock. Touches no service. Exits with 7 when a day ended as it must not, or too late; with fewer people it may take longer, and a day that is too short to tell says so.',
    )
    .option('-s, --scenario <name>', 'only this day; give it again for each', collect)
    .option('--people <number>', 'people a day (default: 20000)')
    .option('--hours <number>', 'how long a day is, from 3 on (default: 24)')
    .option('--tick <minutes>', 'how often the runner looks, up to 60 (default: 60)')
    .option('--seed <number>', 'the same seed gives the same days (default: 1)')
    .option('--aa <runs>', 'more days without a difference, to count false rollbacks (default: 5)')
    .option('--out <folder>', 'write a report with a picture')
    .addHelpText(
      'after',
      examples(['sluice simulate --out game-day', 'sluice simulate -s harm -s silence --aa 0']),
    )
    .action(
      perform(async (command, options: SimulateOptions) => {
        const { simulate } = await import('../commands/simulate.ts')
        return simulate(command, options)
      }),
    )

  program
    .command('drill')
    .summary('practise a rollback against a running service')
    .description(
      'Starts the rollout of a plan, lets people who are made up come, breaks the treatment, and times what the machine and whoever is on call do. Writes a record. Not for an environment whose numbers matter.',
    )
    .argument('<plan>', 'the plan of the rollout')
    .option('--key <key>', 'a client key of the environment (default: the demo key)')
    .option('--pace <people>', 'people a second (default: 30)')
    .option('--healthy <seconds>', 'how long all is well (default: 15)')
    .option('--crashes <percent>', 'how many pages with the broken treatment crash (default: 40)')
    .option('--out <file>', 'where the record goes (default: drill.md)')
    .option('-y, --yes', 'do not ask, and play whoever is on call')
    .addHelpText('after', examples(['sluice drill apps/demo/rollout.yaml']))
    .action(
      perform(async (command, options: DrillOptions, file: string) => {
        const { drill } = await import('../commands/drill.ts')
        return drill(command, options, file)
      }),
    )
}
