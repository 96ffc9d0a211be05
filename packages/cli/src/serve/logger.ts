import { inspect } from 'node:util'
import type { Logger } from '@sluice/server'
import type { Shell } from '../shell.ts'
import { plain } from '../terminal/plain.ts'
import type { ServeSettings } from './serve-settings.ts'

/**
 * Makes the service's log. In production: JSON lines on standard output, from
 * the level of the settings on. In development, where people read
 * the output: warnings and errors only, in words, on standard error.
 */
export async function createLogger(
  { mode, logLevel }: Pick<ServeSettings, 'mode' | 'logLevel'>,
  shell: Shell,
): Promise<Logger> {
  if (mode === 'development') return developmentLogger(shell)
  const { pino, stdTimeFunctions } = await import('pino')
  const logger: Logger = pino({
    level: logLevel,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  })
  return logger
}

function developmentLogger({ note, colors }: Shell): Logger {
  const tell = (word: string) => (fields: object, message: string) => {
    const details = Object.entries(fields).map(([name, value]) => ` ${name}=${plain(said(value))}`)
    note(`${word} ${plain(message)}${colors.dim(details.join(''))}\n`)
  }
  const nothing = (): void => undefined
  return {
    debug: nothing,
    info: nothing,
    warn: tell(colors.yellow('warning:')),
    error: tell(colors.red('error:')),
  }
}

function said(value: unknown): string {
  if (value instanceof Error) return value.message
  // Unlike JSON, it takes whatever a log line is given.
  return typeof value === 'string' ? value : inspect(value, { breakLength: Infinity })
}
