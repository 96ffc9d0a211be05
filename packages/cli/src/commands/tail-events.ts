import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { textOf } from '../service/history.ts'
import type { Colors } from '../shell.ts'
import { plain } from '../terminal/plain.ts'
import { wholeNumber } from './whole-number.ts'

/** How long a lost connection is waited for before the next attempt, in milliseconds. */
const RETRY_MS = 2_000

/** Wide enough for most flags and variants, so that lines stand below each other. */
const WIDTHS = { flag: 24, variant: 12, reason: 16 } as const

/** How to watch. */
export interface TailOptions {
  readonly flag?: string
  /** Ends after so many exposures. */
  readonly count?: string
  /** Ends after so many seconds. */
  readonly for?: string
}

/** Shows exposures as they reach the service, until a signal, a number or a time ends it. */
export async function tailEvents(command: Command, options: TailOptions): Promise<Outcome> {
  const { shell, settings, json, say } = command
  const most = wholeNumber(options.count, '--count', 1)
  const seconds = wholeNumber(options.for, '--for')
  const stop = new AbortController()
  void shell.stopped().then(() => stop.abort())
  if (seconds !== undefined) void shell.sleep(seconds * 1000).then(() => stop.abort())
  const request = {
    path: ['v1', 'environments', settings.environment, 'exposures', 'tail'],
    query: { flag: options.flag },
  }
  let shown = 0
  let wasConnected = false
  while (!stop.signal.aborted) {
    try {
      for await (const message of command.listen(request, stop.signal)) {
        if (!wasConnected) say(shell.colors.dim(`Watching ${settings.environment}.`))
        wasConnected = true
        if (message['type'] === 'unknown_flag')
          shell.note(unknownFlag(settings.environment, message))
        if (json && message['type'] !== 'heartbeat') shell.write(`${JSON.stringify(message)}\n`)
        const line = lineOf(message, shell.colors)
        if (line !== undefined) say(line)
        if (message['type'] === 'exposure' && ++shown === most) stop.abort()
        if (stop.signal.aborted) break
      }
    } catch (error) {
      if (stop.signal.aborted) break
      // At the first attempt there may be nobody; later the service may only be away for a moment.
      if (!wasConnected || isRefused(error)) throw error
    }
    if (stop.signal.aborted) break
    shell.note(`${shell.colors.dim('The connection was lost; trying again.')}\n`)
    await Promise.race([shell.sleep(RETRY_MS), aborted(stop.signal)])
  }
  return { exit: EXIT.ok, data: undefined, text: [] }
}

function isRefused(error: unknown): boolean {
  return error instanceof SluiceError && error.code !== 'UNREACHABLE' && error.status !== 503
}

async function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  signal.addEventListener('abort', () => resolve(), { once: true })
  return promise
}

function unknownFlag(environment: string, message: JsonObject): string {
  const flag = plain(textOf(message['flag']) ?? '')
  return `${environment} has no flag "${flag}": what comes in for it is shown, and counts nowhere. Compare the key with "sluice flags list".\n`
}

function lineOf(message: JsonObject, colors: Colors): string | undefined {
  if (message['type'] === 'left_out') {
    return colors.dim(`${'…'.padEnd(10)}${Number(message['count'])} more in this second`)
  }
  if (message['type'] !== 'exposure') return undefined
  const text = (name: string): string => plain(textOf(message[name]) ?? '')
  const marks = [
    message['override'] === true ? colors.yellow('override') : '',
    message['unattributed'] === true ? colors.yellow('unknown flag or variant') : '',
    colors.dim(text('reader')),
  ].filter((mark) => mark !== '')
  const at = new Date(Number(message['at']))
  const time = Number.isNaN(at.getTime()) ? '' : at.toTimeString().slice(0, 8)
  return [
    colors.dim(time),
    colors.cyan(text('flag').padEnd(WIDTHS.flag)),
    colors.bold((text('variant') || 'a value').padEnd(WIDTHS.variant)),
    text('reason').padEnd(WIDTHS.reason),
    ...marks,
  ]
    .join('  ')
    .trimEnd()
}
