import { SluiceError } from '@sluice/core'
import type { Listen } from './service/event-stream.ts'
import { listenTo } from './service/event-stream.ts'
import type { Connection, Target } from './service/connection.ts'
import { connect } from './service/connection.ts'
import { showAddress } from './settings/address.ts'
import type { GlobalOptions } from './settings/global-options.ts'
import type { Settings } from './settings/settings.ts'
import { resolveSettings } from './settings/settings.ts'
import { findToken } from './settings/token.ts'
import type { Shell } from './shell.ts'

/** What every command is given. */
export interface Command {
  readonly shell: Shell
  readonly json: boolean
  readonly settings: Settings
  /** Makes requests to the service of the settings. */
  readonly service: Connection
  /** Listens to a stream of the service. */
  readonly listen: Listen
  /** Prints a line for people while the command goes on; silent with `--json`. */
  readonly say: (line: string) => void
}

/** Options of commands that ask before they change something. */
export interface ChangeOptions {
  readonly yes?: boolean
  readonly reason?: string
}

/** Makes what a command is given out of its options. */
export async function prepare(options: GlobalOptions, shell: Shell): Promise<Command> {
  const settings = await resolveSettings(options, shell)
  const json = options.json === true
  let target: Promise<Target> | undefined
  // The token is looked for with the first request: what needs no service needs no token.
  const found = async (): Promise<Target> => (target ??= findTarget(options, settings, shell))
  return {
    shell,
    json,
    settings,
    service: async (request) => connect(await found())(request),
    async *listen(request, signal) {
      yield* listenTo(await found())(request, signal)
    },
    say: (line) => {
      if (!json) shell.write(`${line}\n`)
    },
  }
}

/**
 * Asks a person to go on; `--yes` has answered already.
 *
 * @returns whether to go on
 * @throws SluiceError `USAGE` when nobody can be asked, so that a script never changes by accident
 */
export async function confirm(
  command: Command,
  question: string,
  { yes }: ChangeOptions,
): Promise<boolean> {
  if (yes === true) return true
  if (!command.shell.interactive || command.json) {
    throw new SluiceError(
      'USAGE',
      'Nothing was changed, because there is no terminal to ask on. Add --yes to go on without a question.',
    )
  }
  const answer = await command.shell.ask(`${question} [y/N] `)
  return /^y(es)?$/i.test(answer?.trim() ?? '')
}

async function findTarget(
  options: GlobalOptions,
  settings: Settings,
  shell: Shell,
): Promise<Target> {
  const { url, config } = settings
  const token = await findToken(options, config, url, shell)
  if (token === undefined)
    throw new SluiceError('TOKEN_MISSING', `There is no token for ${showAddress(url)}.`)
  return { url, token, send: shell.fetch }
}
