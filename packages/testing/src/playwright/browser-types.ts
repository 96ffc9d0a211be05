// The parts of Playwright that are used: those of playwright-core and of @playwright/test fit.

/** A request that a page makes. */
export interface RequestLike {
  method(): string
  url(): string
  postData(): string | null
  headers(): Record<string, string>
}

/** An answer. */
export interface ResponseLike {
  status(): number
  headers(): Record<string, string>
  text(): Promise<string>
}

/** A request that is held up. */
export interface RouteLike<R extends ResponseLike = ResponseLike> {
  request(): RequestLike
  /** Leaves it to who held it up before, else to the network. */
  fallback(): Promise<void>
  fetch(options: { headers: Record<string, string>; postData?: string }): Promise<R>
  fulfill(options: {
    response?: R
    status?: number
    headers?: Record<string, string>
    body?: string
  }): Promise<void>
}

/** A page. */
export interface PageLike {
  // oxlint-disable-next-line typescript/no-explicit-any -- whose handlers take the whole of it
  route(url: RegExp, handler: (route: any) => Promise<void>): Promise<unknown>
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  on(event: 'request', listener: (request: any) => void): unknown
  evaluate(script: string): Promise<unknown>
  isClosed(): boolean
}

/** What Playwright Test tells of a test. */
export interface TestInfoLike {
  readonly file: string
  readonly titlePath: readonly string[]
  readonly status?: string | undefined
  readonly expectedStatus: string
  readonly project: { readonly name: string }
  readonly config: { readonly configFile?: string | undefined; readonly rootDir: string }
}
