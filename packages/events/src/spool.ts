export type { StoredEvent, StoredEventType } from './stored-event.ts'
export { openSpool, type SpoolOptions } from './spool/open-spool.ts'
export type { AppendedListener, ClosedSegment, Spool, SpoolState } from './spool/spool.ts'
export type { SpoolLoss } from './spool/spool-loss.ts'
