import type { ExitCode } from './exit-codes.ts'

/**
 * What a command has to say when it is done: once for people and once for scripts.
 *
 * Commands that end at once return it instead of printing, so that `--json`
 * prints exactly one document and everything else prints exactly one text.
 */
export interface Outcome {
  readonly exit: ExitCode
  /** For `--json`; `undefined` when the command has printed its document already. */
  readonly data: unknown
  /** Lines for people, without a newline at the end. */
  readonly text: readonly string[]
}
