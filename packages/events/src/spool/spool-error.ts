import { SluiceError } from '@sluice/core'

const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** Tells why events could not be written, and what to do. */
export function writeError(folder: string, cause: unknown): SluiceError {
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (FULL.has(code)) {
    return new SluiceError(
      'SPOOL_FULL',
      `The disk that holds ${folder} has no space for more events. Free some: the next event is taken again, without a restart.`,
      { cause, status: 503 },
    )
  }
  const detail = cause instanceof Error ? cause.message : String(cause)
  return new SluiceError(
    'SPOOL_UNAVAILABLE',
    `Events cannot be written to ${folder}: ${detail}. See that the folder exists and may be written to: the next event is tried again, without a restart.`,
    { cause, status: 503 },
  )
}

/** Tells that the spool holds as much as it may. */
export function capError(folder: string, bytes: number, capBytes: number): SluiceError {
  return new SluiceError(
    'SPOOL_FULL',
    `The spool ${folder} holds ${bytes} of ${capBytes} bytes that no event store has taken yet. See why it takes none, or raise the cap.`,
    { status: 503 },
  )
}

/** Tells that the spool was closed. */
export function closedError(folder: string): SluiceError {
  return new SluiceError(
    'SPOOL_UNAVAILABLE',
    `The spool ${folder} is closed: the service is stopping. Send the events again.`,
    { status: 503 },
  )
}
