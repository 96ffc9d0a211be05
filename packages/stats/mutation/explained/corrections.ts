import type { Explained } from './explanation.ts'
import { START } from './reasons.ts'

/** Mutants of `corrections` that survive for a reason. */
export const corrections: readonly Explained[] = [
  { file: 'corrections/adjust.ts', code: 'let smallest = 1', was: '1', why: START },
]
