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
 */
export class SluiceError extends Error {
  override readonly name = 'SluiceError'
  readonly code: string
  readonly status: number | undefined
  readonly faults: readonly Fault[]

  constructor(
    code: string,
    message: string,
    { cause, status, faults = [] }: SluiceErrorOptions = {},
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.status = status
    this.faults = faults
  }
}
