/** Options that every command takes. */
export interface GlobalOptions {
  readonly url?: string
  readonly token?: string
  readonly tokenFile?: string
  readonly environment?: string
  readonly config?: string
  readonly insecure?: boolean
  readonly json?: boolean
}
