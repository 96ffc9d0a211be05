import type { Explained } from './explanation.ts'

/** Mutants of `srm` that survive for a reason. */
export const srm: readonly Explained[] = [
  {
    file: 'srm/sequential.ts',
    code: 'shares.map(() => 0)',
    why: 'only the shares are looked at there, so any counts do',
  },
]
