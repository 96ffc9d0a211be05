import { SluiceError, type SluiceErrorOptions } from '@sluice/core'

/** What an error says over HTTP beside its code, status and faults. */
export interface HttpErrorOptions extends SluiceErrorOptions {
  readonly status: number
  /** Headers of the answer, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Further members of the problem document, such as `currentVersion`. */
  readonly members?: Readonly<Record<string, unknown>>
}

/** A `SluiceError` with the headers and problem members that only HTTP can carry. */
export class HttpError extends SluiceError {
  readonly headers: Readonly<Record<string, string>>
  readonly members: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, options: HttpErrorOptions) {
    super(code, message, options)
    this.headers = options.headers ?? {}
    this.members = options.members ?? {}
  }
}
