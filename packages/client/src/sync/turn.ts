import type { SluiceError } from '@sluice/core'
import type { SluiceStatus } from '../status.ts'
import type { Moment, SyncCommand, SyncState } from './state.ts'

/** One step under way: the state that comes of it, the commands, and its moment. */
export interface Turn extends Moment {
  readonly s: { -readonly [K in keyof SyncState]: SyncState[K] }
  readonly commands: SyncCommand[]
}

/** Tells others. */
export function note({ s }: Turn, facts: Partial<SluiceStatus>): void {
  s.status = { ...s.status, ...facts }
}

/** Reports a failure when it is another than the last one. */
export function report({ s, commands }: Turn, error: SluiceError | undefined): void {
  if (error && error.code !== s.reported) commands.push({ type: 'report', error })
  s.reported = error?.code
}

/** Whether somebody looks at the page, or did a moment ago. */
export function isSeen({ s, now }: Turn): boolean {
  return now < s.idleAt
}
