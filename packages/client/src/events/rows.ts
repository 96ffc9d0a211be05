/** What was recorded together, as it is stored: one row costs as much to write as one event. */
export interface Row {
  /** The id of the first event that it held. */
  readonly key: string
  /** The life of a page that looks after it, as long as that lives. */
  readonly session: string
  /** Events as JSON, oldest first. */
  readonly events: readonly string[]
}

/** Rows as a first render opens them: it only adds to them. */
export interface OpenedRows {
  /**
   * Puts a row, and leaves to whoever looks later whether it was kept. What is called in a task
   * is on its way with it, also when the page goes at its end. May throw.
   */
  put(row: Row): void
  /** Lets go of them, when what was put is stored. */
  close(): void
}

/** Rows that outlive the page and are shared by its tabs. */
export interface Rows {
  /**
   * Puts and removes rows, all or none, and as soon as `put` does.
   *
   * @returns rejects when it is not kept
   */
  write(put: readonly Row[], gone: readonly string[]): Promise<unknown>
  /** Gives all there are, oldest first. */
  all(): Promise<readonly Row[]>
  close(): void
}
