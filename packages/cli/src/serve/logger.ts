import { pino, stdTimeFunctions } from 'pino'
import type { Logger } from 'pino'
import type { ServeSettings } from './serve-settings.ts'

/**
 * Makes the service's log: JSON lines on standard output in production. In
 * development people read the output, so only warnings go to standard error.
 */
export function createLogger({ mode }: ServeSettings, level: string | undefined): Logger {
  const inProduction = mode === 'production'
  const levels = pino.levels.values
  const known = level !== undefined && (level in levels || level === 'silent') ? level : undefined
  return pino(
    {
      level: known ?? (inProduction ? 'info' : 'warn'),
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: inProduction ? 1 : 2, sync: true }),
  )
}
