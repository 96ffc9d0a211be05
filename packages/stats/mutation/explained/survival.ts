import type { Explained } from './explanation.ts'
import { ENOUGH } from './reasons.ts'

/** Mutants of `survival` that survive for a reason. */
export const survival: readonly Explained[] = [
  { file: 'survival/kaplan-meier.ts', code: '< 1e-12', was: '1e-12', why: ENOUGH },
]
