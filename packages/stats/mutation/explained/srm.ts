import type { Explained } from './explanation.ts'
import { SPARED } from './reasons.ts'

/** Mutants of `srm` that survive for a reason. */
export const srm: readonly Explained[] = [
  {
    file: 'srm/sequential.ts',
    code: 'shares.map(() => 0)',
    why: 'only the shares are looked at there, so any counts do',
  },
  {
    file: 'srm/fixed.ts',
    code: 'Number.isSafeInteger(count) && count >= 0',
    was: '0',
    why: SPARED,
  },
]
