import { resolve } from 'node:path'
import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Service } from '@sluice/server'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import type { RulesetFile } from '../ruleset-file.ts'
import { connect } from '../service/connection.ts'
import { createLogger } from '../serve/logger.ts'
import type { ServeOptions, ServeSettings } from '../serve/serve-settings.ts'
import { serveSettings } from '../serve/serve-settings.ts'
import { parseAddress } from '../settings/address.ts'
import { DEMO_TOKEN } from '../settings/token.ts'
import type { Shell } from '../shell.ts'
import { showFile } from '../show-file.ts'

export type { ServeOptions } from '../serve/serve-settings.ts'

/** Runs a service until a signal stops it. */
export async function serve(given: Command, options: ServeOptions): Promise<Outcome> {
  const { shell } = given
  const { colors, cwd } = shell
  const { environment } = given.settings
  const settings = serveSettings(options, shell)
  const watched = options.watch === undefined ? undefined : resolve(cwd, options.watch)
  const seedPath = options.seed === undefined ? undefined : resolve(cwd, options.seed)
  const atStart = watched === undefined ? undefined : await readFlags(watched, shell)
  let refused: Outcome | undefined
  let isFirstStart = false
  // Read for an empty folder only: a service that has data starts sooner without, and needs no such file.
  const readSeed = async (path: string): Promise<JsonObject> => {
    const seed = path === watched && atStart !== undefined ? atStart : await readFlags(path, shell)
    if (seed.valid) return seed.document
    const { invalidFile } = await import('../ruleset-file.ts')
    refused = invalidFile(seed.source, seed.faults, shell)
    throw new SluiceError('INVALID_SEED', `${seed.source.name} has faults.`)
  }

  const { startService } = await import('@sluice/server')
  const logger = await createLogger(settings, shell)
  // In production standard output belongs to the log.
  const tell = (line: string): void => {
    if (!given.json) (settings.mode === 'production' ? shell.note : shell.write)(`${line}\n`)
  }
  const seed =
    seedPath === undefined
      ? atStart?.valid === true && { document: atStart.document }
      : { document: async () => readSeed(seedPath) }
  let service: Service
  try {
    service = await startService({
      ...settings,
      logger,
      onFirstAdmin: (token) => {
        isFirstStart = true
        showAdminToken(token, given)
      },
      ...(options.restored === true && { restored: true }),
      ...(seed !== false && { seed: { environment, ...seed } }),
    })
  } catch (error) {
    if (refused !== undefined) return refused
    throw error
  }
  const stopped = shell.stopped()
  const { url, port } = service
  if (given.json)
    shell.write(
      `${JSON.stringify({ url, port, mode: settings.mode, dataDir: settings.dataDir })}\n`,
    )
  for (const line of welcome(url, settings, isFirstStart, given)) tell(line)

  const command: Command = {
    ...given,
    say: tell,
    service: serviceAt(url, settings, given),
    ...(settings.mode === 'development' && {
      settings: { ...given.settings, url: parseAddress(url, 'the service') },
    }),
  }
  const watch = watched === undefined ? undefined : await startWatch(command, watched, atStart)
  const signal = await stopped
  tell(colors.dim(`${signal}: finishing what is in progress.`))
  await watch?.close()
  await service.close()
  return { exit: EXIT.ok, data: undefined, text: [] }
}

async function readFlags(path: string, shell: Shell): Promise<RulesetFile> {
  const { readRulesetFile } = await import('../ruleset-file.ts')
  return readRulesetFile(path, shell)
}

function showAdminToken(token: string, { shell, json }: Command): void {
  const { bold, yellow } = shell.colors
  if (json) shell.write(`${JSON.stringify({ adminToken: token })}\n`)
  else {
    shell.note(
      `${yellow('The admin token of this service, shown this one time:')}\n\n  ${bold(token)}\n\n`,
    )
    shell.note(
      'Keep it where secrets are kept, and set SLUICE_TOKEN to it to use the command line.\n\n',
    )
  }
}

function welcome(
  url: string,
  { mode, dataDir }: ServeSettings,
  isFirstStart: boolean,
  { shell, settings }: Command,
): string[] {
  const { bold, cyan, dim } = shell.colors
  const lines = [
    `${bold('Sluice')} serves flags at ${cyan(url)} ${dim(`(${mode}, data in ${showFile(dataDir, shell)})`)}`,
  ]
  if (mode === 'production')
    return isFirstStart
      ? [...lines, `Next: sluice environments create production --url ${url}`]
      : lines
  const at = url === 'http://127.0.0.1:4600' ? '' : ` --url ${url}`
  return [
    ...lines,
    `  client key   sluice_client_demo ${dim(`for pages of the environment ${settings.environment}`)}`,
    `  look         ${url}/openapi.json`,
    `  try          sluice flags list${at}`,
  ]
}

function serviceAt(url: string, { mode }: ServeSettings, given: Command): Command['service'] {
  if (mode === 'production') return given.service
  return connect({
    url: parseAddress(url, 'the service'),
    token: DEMO_TOKEN,
    send: given.shell.fetch,
  })
}

async function startWatch(command: Command, path: string, atStart: RulesetFile | undefined) {
  const { shell, say, settings } = command
  const [{ readRulesetFile }, { differenceFrom, pushOnSave }, { watchFile }, { showFaults }] =
    await Promise.all([
      import('../ruleset-file.ts'),
      import('../serve/push-on-save.ts'),
      import('../serve/watch-file.ts'),
      import('../terminal/faults.ts'),
    ])
  const name = showFile(path, shell)
  const file = atStart?.source.name === name ? atStart : await readRulesetFile(path, shell)
  const watch = watchFile(path, file.source.text, shell.sleep, async (text) =>
    pushOnSave(command, path, text),
  )
  // Before it says that it watches: from then on a save must not undo what others change.
  const differs = await differenceFrom(command, path, file).catch(() => undefined)
  say(`Watching ${name}: each valid save goes to ${settings.environment}.`)
  if (!file.valid) for (const line of showFaults(file.source, file.faults, shell.colors)) say(line)
  if (differs !== undefined) {
    say(
      shell.colors.yellow(
        `${name} differs from what is served (${differs}): save it or run "sluice push" to send it.`,
      ),
    )
  }
  return watch
}
