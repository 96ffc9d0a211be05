import type { Explained } from './explanation.ts'
import { ENOUGH } from './reasons.ts'

/** Mutants of `moments` that survive for a reason. */
export const moments: readonly Explained[] = [
  {
    file: 'moments/spread.ts',
    code: 'const rough = parts.reduce',
    was: '0',
    why: 'the second pass makes up for where the first one ends',
  },
  {
    file: 'moments/spread.ts',
    code: 'let sum = 0',
    why: 'the second pass makes up for where the first one ends',
  },
  { file: 'moments/cancelled.ts', code: 'const ROUNDING', was: '16', why: ENOUGH },
]
