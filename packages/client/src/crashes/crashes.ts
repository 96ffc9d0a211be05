import type { CrashEvent } from '@sluice/core'

/** A treatment that threw while it was drawn. */
export interface Crash {
  readonly flag: string
  readonly variant: string | undefined
  readonly error: unknown
  readonly componentStack?: string | null | undefined
}

/** The crashes of a client: what `@sluice/client/crashes` goes by, and whoever records them. */
export interface Crashes {
  /** The treatments that crashed in this session, each as the JSON of `[flag, variant]`. */
  readonly broken: {
    has(treatment: string): boolean
    add(treatment: string): void
    delete(treatment: string): void
  }
  /** Makes a change, and keeps what is broken for the next page of this tab; not before this one has drawn. */
  remember(change: () => void): void
  /** Records the event of a crash, about whoever values are shown for. */
  readonly record: (event: CrashedEvent, crash: Crash) => void
}

/** What a crash tells, as far as it is not the same for every event. */
export type CrashedEvent = Pick<
  CrashEvent,
  'type' | 'flag' | 'message' | 'allocationVersion' | 'version' | 'override' | 'experiment'
> & {
  readonly variant: string | undefined
  readonly componentStack: string | undefined
}
