import type { Explained } from './explanation.ts'
import { ENOUGH } from './reasons.ts'

/** Mutants of `drift` that survive for a reason. */
export const drift: readonly Explained[] = [
  { file: 'drift/kolmogorov-smirnov.ts', code: 'k <= 10', was: '10', why: ENOUGH },
  {
    file: 'drift/kolmogorov-smirnov.ts',
    code: 'if (x < 1)',
    was: '1',
    why: 'both forms agree to the last digit for some way around 1',
  },
  { file: 'drift/kolmogorov-smirnov.ts', code: 'k <= 7', was: '7', why: ENOUGH },
]
