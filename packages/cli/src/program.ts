import { Command } from 'commander'
import type { Outcome } from './outcome.ts'
import { accessCommands } from './program/access-commands.ts'
import { backupCommands } from './program/backup-commands.ts'
import { coverageCommands } from './program/coverage-commands.ts'
import { eventCommands } from './program/event-commands.ts'
import { experimentCommands } from './program/experiment-commands.ts'
import { grantCommands } from './program/grant-commands.ts'
import { flagCommands } from './program/flag-commands.ts'
import { historyCommands } from './program/history-commands.ts'
import { initCommand } from './program/init-command.ts'
import { performIn } from './program/perform.ts'
import { memberCommands } from './program/member-commands.ts'
import { rolloutCommands } from './program/rollout-commands.ts'
import { rulesetCommands } from './program/ruleset-commands.ts'
import { serveCommand } from './program/serve-command.ts'
import type { Shell } from './shell.ts'
import { ownVersion } from './version.ts'

const AFTER = `
Settings come from options, then SLUICE_URL, SLUICE_TOKEN and SLUICE_ENVIRONMENT, then the nearest
sluice.config.json ("url", "environment", "file", "types", "tokenFile"), then the defaults. A service
in development mode on this machine needs no token.

Exit codes:
  0  done, or nothing to do
  1  failed, declined, --check found a difference, or init left a step to you
  2  wrong arguments or settings
  3  invalid file; every fault was printed
  4  conflict: somebody else changed the ruleset meanwhile
  5  not allowed, or the token is not known
  6  no service answers
  7  kill --wait ran out of time, a watched rollout was rolled back, or audit verify, events verify
     or replay found something wrong

Start here:
  $ sluice init
  $ sluice serve --watch flags.yaml
  $ sluice flags list
`

/**
 * Builds the command line. Only names and texts are in it; the code of a
 * command is loaded when it runs, so that help comes at once.
 */
export function buildProgram(
  shell: Shell,
  end: (outcome: Outcome, json: boolean) => void,
): Command {
  const { bold, cyan } = shell.colors
  const program = new Command('sluice')
    .description('Feature gates for React: define, serve, change and explain them.')
    // Not --version, which explain takes a number with; the run itself sees to that.
    .version(ownVersion(), '-V', 'print the version; --version does the same')
    .option('-u, --url <address>', 'the service (default: http://127.0.0.1:4600)')
    .option('-e, --environment <name>', 'the environment (default: development)')
    .option(
      '--token <token>',
      'the token; others on this machine can see it, SLUICE_TOKEN is safer',
    )
    .option('--token-file <file>', 'a file that holds the token')
    .option('--insecure', 'allow a token over plain http to another machine')
    .option('--config <file>', 'the config file (default: the nearest sluice.config.json)')
    .option('--json', 'print one JSON document instead of text, also for failures')
    .option('--no-color', 'no colours; NO_COLOR does the same')
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: bold,
      styleCommandText: cyan,
      styleSubcommandTerm: cyan,
    })
    .configureOutput({
      writeOut: shell.write,
      writeErr: shell.note,
      getOutHasColors: () => true,
      getErrHasColors: () => true,
    })
    .showSuggestionAfterError()
    .showHelpAfterError('Add --help to see what it takes.')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .exitOverride()
    .addHelpText('after', AFTER)
  const perform = performIn(shell, end)
  for (const section of [
    initCommand,
    serveCommand,
    rulesetCommands,
    flagCommands,
    historyCommands,
    rolloutCommands,
    eventCommands,
    experimentCommands,
    accessCommands,
    memberCommands,
    grantCommands,
    coverageCommands,
    backupCommands,
  ]) {
    section(program, perform)
  }
  return program
}
