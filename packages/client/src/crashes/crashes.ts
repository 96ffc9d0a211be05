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
  /** Records a crash. Absent until the part that does so is loaded. */
  record?: (crash: Crash) => void
  /** Those before that, oldest first. */
  early?: Crash[]
}
