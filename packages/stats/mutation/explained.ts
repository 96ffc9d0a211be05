/** A mutant that no test can tell from the original, and why. */
export interface Explained {
  readonly file: string
  /** Part of the line. */
  readonly code: string
  readonly was: string
  readonly is?: string
  readonly why: string
}

/** Mutants that survive for a reason. */
export const explained: readonly Explained[] = []
