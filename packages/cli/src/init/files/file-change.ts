/** A file that is added or changed. */
export interface FileChange {
  /** Absolute path. */
  readonly path: string
  /** As people write it, from the app's folder. */
  readonly name: string
  /** What it is for. */
  readonly about: string
  /** `undefined` for a new file. */
  readonly before: string | undefined
  readonly after: string
}
