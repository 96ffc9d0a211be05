import type { Explained } from './explanation.ts'
import { SPARED } from './reasons.ts'

/** Mutants of `input` that survive for a reason. */
export const input: readonly Explained[] = [
  { file: 'input/check.ts', code: 'share >= 0 && share <= 1', was: '0', why: SPARED },
]
