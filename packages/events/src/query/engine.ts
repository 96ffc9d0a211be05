/** What a parameter of a query may be. */
export type QueryParam = string | number | boolean | readonly string[]

/** One row of an answer, by the names of its columns. */
export type QueryRow = Readonly<Record<string, unknown>>

/** The events of one environment at one moment. */
export interface EventsView {
  /** A relation with the columns of the event table. */
  readonly events: string
  /** In how many parts to look at units, so that what is known of each fits into memory; 1 or more. */
  readonly slices: number
  /**
   * Runs SQL in which `$name` stands for a parameter. What comes from outside is
   * always a parameter.
   */
  query(sql: string, params: Readonly<Record<string, QueryParam>>): Promise<QueryRow[]>
}

/** Where two engines spell the same differently. */
export interface Dialect {
  /** After `as` of a common table that is used more than once. */
  readonly materialized: string
  /** After `as` of one that takes less time to read again than to keep. */
  readonly inlined: string
  /** The value of a map at a parameter; null without one. */
  at(map: string, param: string): string
  tuple(...parts: readonly string[]): string
  /** The value of the row with the least key. */
  argMin(value: string, key: string): string
  /** A number of 64 bits of the row with the least time; of several, the least number. */
  firstNumber(value: string, at: string): string
  /** Population variance and covariance, stable for means far from 0. */
  varPop(x: string): string
  covarPop(x: string, y: string): string
  /** Type 7. */
  quantile(value: string, probability: number): string
  /** The distinct values in their order, as a list. */
  sortedSet(value: string): string
  /** A number of 64 bits that is the same for the same values. */
  hash(...values: readonly string[]): string
  /** The reads of usage events, as `known_at` (when, no later than heard of), `reader`, `flag`, `reads`. */
  reads(events: string, where: string): string
  /** What clients gave up, as `flag`, `variant` and `dropped` beside the session, the units, the time and the number. */
  droppedExposures(events: string, where: string): string
}

/** Answers SQL over events. */
export interface Engine {
  readonly dialect: Dialect
  /**
   * Runs `work` on the events of an environment that happened in `[from, to)`; more
   * than these may be in the view.
   */
  view<T>(
    environment: string,
    range: readonly [number, number],
    work: (view: EventsView) => Promise<T>,
  ): Promise<T>
}
