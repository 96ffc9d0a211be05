/** A refusal of the service, in its own words. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  /** Stable across releases; `UNREACHABLE` when there was no answer. */
  readonly code: string
  /** What to look for in the log of the service. */
  readonly requestId: string | undefined

  constructor(status: number, code: string, detail: string, requestId?: string) {
    super(detail)
    this.status = status
    this.code = code
    this.requestId = requestId
  }
}
