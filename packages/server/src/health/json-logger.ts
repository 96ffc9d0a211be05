import { pino, stdTimeFunctions } from 'pino'
import type { Logger } from '../http/logger.ts'

/** The least important lines that are written. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Makes a logger that writes one JSON object a line to the standard output. */
export function createJsonLogger(level: LogLevel = 'info'): Logger {
  return pino({
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  })
}
