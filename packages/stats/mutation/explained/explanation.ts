import type { Mutant } from '../mutants.ts'

/** A mutant that no test can tell from the original, and why. */
export interface Explained {
  readonly file: string
  /** Part of the line. */
  readonly code: string
  /** Any change of the line when absent. */
  readonly was?: string
  readonly is?: string
  readonly why: string
}

/** Whether an explanation is one of this mutant, whose line is given. */
export function explains(entry: Explained, { file, was, is }: Mutant, line: string): boolean {
  return (
    entry.file === file &&
    (entry.was === undefined || entry.was === was) &&
    (entry.is === undefined || entry.is === is) &&
    line.includes(entry.code)
  )
}
