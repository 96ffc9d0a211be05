import type { Explained } from './explanation.ts'

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
]
