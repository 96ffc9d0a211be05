import type { Logger } from '../http/logger.ts'
import type { Clock } from '../live/clock.ts'

/** How many lines one cause may write in one second. */
const LINES_PER_SECOND = 10

/**
 * Makes a logger that lets at most ten lines a second through for each message,
 * and says afterwards how many it left out. The message is the cause: it is
 * always one of ours, so there are few of them.
 */
export function sampledLogger(logger: Logger, clock: Clock): Logger {
  const counts = new Map<string, number>()

  const admit = (level: keyof Logger, message: string): boolean => {
    const cause = `${level} ${message}`
    const count = (counts.get(cause) ?? 0) + 1
    counts.set(cause, count)
    if (count === 1) clock.after(1_000, () => settle(level, message))
    return count <= LINES_PER_SECOND
  }
  const settle = (level: keyof Logger, message: string): void => {
    const cause = `${level} ${message}`
    const leftOut = (counts.get(cause) ?? 0) - LINES_PER_SECOND
    counts.delete(cause)
    if (leftOut > 0) logger[level]({ leftOut, of: message }, 'lines left out')
  }
  const write =
    (level: keyof Logger) =>
    (fields: object, message: string): void => {
      if (admit(level, message)) logger[level](fields, message)
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
