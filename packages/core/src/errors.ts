/** One thing wrong with a document: where, what, and what to do. */
export interface Fault {
  /** JSON path from the root, such as `$.flags["checkout-cta"].rules[0].serve`. */
  readonly path: string
  /** The same place as property names and array indexes, to find it in a source text. */
  readonly at: readonly (string | number)[]
  /** One sentence that says what is wrong and what to do. */
  readonly message: string
}

/** What an error carries beside its message. */
export interface SluiceErrorOptions {
  readonly cause?: unknown
  /** HTTP status that answers the failure, `400`–`599`. */
  readonly status?: number
  /** Every fault found, for errors about documents. */
  readonly faults?: readonly Fault[]
}

/**
 * The one error class of Sluice. What failed is in `code`, stable across releases.
 *
 * A page may hold several copies of it, and its first load holds none: `instanceof SluiceError`
 * knows all of their errors, by name.
 */
export class SluiceError extends Error {
  override readonly name = 'SluiceError'
  declare readonly code: string
  declare readonly status: number | undefined
  declare readonly faults: readonly Fault[]

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!(value instanceof Error)) return false
    return this === SluiceError ? value.name === 'SluiceError' : super[Symbol.hasInstance](value)
  }

  constructor(code: string, message: string, options: SluiceErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.status = options.status
    this.faults = options.faults ?? []
  }
}
