import type { Explained } from './explanation.ts'

/** Mutants of `trend` that survive for a reason. */
export const trend: readonly Explained[] = [
  {
    file: 'trend/effect-trend.ts',
    code: '(estimate - mean)',
    was: '-',
    why: 'weighted distances in time sum to 0, so any constant may be taken off',
  },
  {
    file: 'trend/effect-trend.ts',
    code: 'const weight = 1 /',
    was: '1',
    why: 'what all weights have in common drops out of their means',
  },
  {
    file: 'trend/effect-trend-sequential.ts',
    code: '= effects[0] ?? {}',
    why: 'there are three effects or more by then',
  },
  {
    file: 'trend/effect-trend-sequential.ts',
    code: '(step ?? 1)',
    was: '1',
    why: 'there are two times or more by then',
  },
]
