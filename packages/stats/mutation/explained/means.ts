import type { Explained } from './explanation.ts'
import { ENOUGH } from './reasons.ts'

/** Mutants of `means` that survive for a reason. */
export const means: readonly Explained[] = [
  {
    file: 'means/lift-parts.ts',
    code: '(end - 1) * Math.sign(base)',
    was: '*',
    why: 'a sign divides as it multiplies',
  },
  {
    file: 'means/lift-parts.ts',
    code: 'nullValue * Math.sign(base)',
    was: '*',
    why: 'a sign divides as it multiplies',
  },
  {
    file: 'means/fewest-units.ts',
    code: ' += skew',
    was: '+=',
    why: 'only its square is looked at, which has no sign',
  },
  { file: 'means/fewest-units.ts', code: 'const ROUNDING', why: ENOUGH },
]
