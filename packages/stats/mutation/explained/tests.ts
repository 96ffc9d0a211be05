import type { Explained } from './explanation.ts'
import { BOTH } from './reasons.ts'

/** Mutants of `tests` that survive for a reason. */
export const tests: readonly Explained[] = [
  { file: 'tests/wald.ts', code: 'p > 1e-290', was: '1e-290', why: BOTH },
]
