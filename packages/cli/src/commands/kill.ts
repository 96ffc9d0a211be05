import type { JsonValue } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import type { Receipts } from '../service/receipts.ts'
import { fetchReceipts } from '../service/receipts.ts'
import { patchFlag } from '../service/patch-flag.ts'
import { fetchRuleset } from '../service/remote-ruleset.ts'
import { ago } from '../terminal/ago.ts'
import { plain, showValue } from '../terminal/plain.ts'

const DEFAULT_WAIT_S = 30
const POLL_MS = 250

/** How to turn a flag off. */
export interface KillOptions {
  readonly reason?: string
  /** `true` waits for the default time; a text is a number of seconds. */
  readonly wait?: boolean | string
}

/** Turns a flag off, at once and without a question, and may wait until everybody has heard. */
export async function kill(command: Command, options: KillOptions, key: string): Promise<Outcome> {
  const { shell, settings, say } = command
  const { environment } = settings
  const waitMs = waitOf(options.wait)
  const startedAt = shell.now()
  const { version, previousVersion } = await patchFlag(
    command,
    key,
    { enabled: false },
    { reason: options.reason },
  )
  const news = version === previousVersion ? 'was off already' : 'is off'
  const served = await servedWhenOff(command, key)
  const done =
    `${plain(key)} ${news}: ${environment} is at version ${version}.` +
    (served === undefined || served.value === false
      ? ''
      : ` Everybody is served ${showValue(served.value)} now (variant ${plain(served.variant)}).`)
  const warning =
    served?.value === true
      ? `${key} is off, but its default is "${served.variant}": everybody is served true now. To close it, run "sluice flags set ${key} defaultVariant=NAME" with a variant whose value is false.`
      : undefined
  if (warning !== undefined) shell.note(`${shell.colors.yellow('warning:')} ${plain(warning)}\n`)
  const data = {
    environment,
    flag: key,
    version,
    previousVersion,
    ...(served !== undefined && { served }),
    ...(warning !== undefined && { warning }),
  }
  if (waitMs === undefined) return { exit: EXIT.ok, data, text: [shell.colors.green(done)] }

  say(shell.colors.green(done))
  let receipts = await fetchReceipts(command, version)
  while (!complete(receipts) && shell.now() - startedAt < waitMs) {
    await shell.sleep(POLL_MS)
    receipts = await fetchReceipts(command, version)
  }
  const exit = complete(receipts) ? EXIT.ok : EXIT.alarm
  return {
    exit,
    data: { ...data, receipts: receipts ?? null },
    text: showReceipts(receipts, version, shell),
  }
}

/** What a flag that is off serves: its default. Unknown to a token that may turn off but not read. */
async function servedWhenOff(
  { service, settings }: Command,
  key: string,
): Promise<{ variant: string; value: JsonValue } | undefined> {
  try {
    const { ruleset } = await fetchRuleset(service, settings.environment)
    const flag = Object.hasOwn(ruleset.flags, key) ? ruleset.flags[key] : undefined
    const variant = flag?.defaultVariant
    const value = variant === undefined ? undefined : flag?.variants[variant]?.value
    return variant === undefined || value === undefined ? undefined : { variant, value }
  } catch {
    // The flag is off, which is what was asked for; this is only what follows from it.
    return undefined
  }
}

function waitOf(wait: boolean | string | undefined): number | undefined {
  if (wait === undefined || wait === false) return undefined
  const seconds = wait === true ? DEFAULT_WAIT_S : Number(wait)
  if (!(seconds > 0 && seconds <= 3_600)) {
    throw new SluiceError(
      'USAGE',
      `--wait takes seconds, more than 0 and up to 3600, not "${wait}".`,
    )
  }
  return seconds * 1_000
}

function complete(receipts: Receipts | undefined): boolean {
  return receipts !== undefined && receipts.fetched >= receipts.connected
}

function showReceipts(
  receipts: Receipts | undefined,
  version: number,
  shell: Command['shell'],
): string[] {
  const { colors } = shell
  if (receipts === undefined)
    return [colors.red(`The service does not serve version ${version} yet.`)]
  const { connected, fetched, waiting, p50Ms, p99Ms } = receipts
  if (connected === 0) {
    return [
      'No client is connected by a stream. Those that poll follow within their interval, a minute by default.',
    ]
  }
  const clients = connected === 1 ? '1 connected client has' : `${connected} connected clients have`
  const speed =
    p50Ms === undefined
      ? ''
      : ` (p50 ${Math.round(p50Ms)} ms, p99 ${Math.round(p99Ms ?? p50Ms)} ms)`
  const count =
    fetched === connected
      ? `${connected === 1 ? 'The' : 'All'} ${clients}`
      : `${fetched} of ${clients}`
  const summary = `${count} fetched version ${version}${speed}.`
  if (fetched >= connected) return [colors.green(summary)]
  const missing = connected - fetched
  return [
    colors.yellow(summary),
    `${missing === 1 ? '1 has' : `${missing} have`} not:`,
    ...waiting.map(
      ({ connection, connectedAt, userAgent }) =>
        `  ${plain(connection)}  connected ${plain(ago(connectedAt, shell.now()))}  ${plain(userAgent)}`,
    ),
  ]
}
