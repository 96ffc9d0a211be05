import type { Explained } from './explanation.ts'
import { BOTH, ENOUGH, START } from './reasons.ts'

/** Mutants of `sequential` that survive for a reason. */
export const sequential: readonly Explained[] = [
  { file: 'sequential/crossing.ts', code: '1e-11', was: '1e-11', why: ENOUGH },
  {
    file: 'sequential/crossing.ts',
    code: 'low + 1e-9',
    why: 'only for a boundary so low that nobody is left',
  },
  { file: 'sequential/crossing.ts', code: 'const FAR', why: ENOUGH },
  { file: 'sequential/crossing.ts', code: 'wanted > 1e-300', was: '1e-300', why: ENOUGH },
  { file: 'sequential/group-sequential.ts', code: 'const CLOSEST_ALPHA', was: '0.01', why: ENOUGH },
  { file: 'sequential/event-counts.ts', code: 'const MOST_STEPS', why: ENOUGH },
  { file: 'sequential/event-counts.ts', code: 'let step = 0', was: '0', why: ENOUGH },
  { file: 'sequential/event-counts.ts', code: 'const curvature', why: START },
  { file: 'sequential/event-counts.ts', code: 'const centre', was: '0.5', why: START },
  { file: 'sequential/event-counts.ts', code: 'const near', why: START },
  { file: 'sequential/event-counts.ts', code: 'let distance = ', why: START },
  { file: 'sequential/event-counts.ts', code: 'x > 40', was: '40', why: BOTH },
  {
    file: 'sequential/path.ts',
    code: 'let logP = 0',
    why: 'no look has a p above 1, so the first one replaces it',
  },
  { file: 'sequential/crossing.ts', code: 'const panels', was: '2', why: ENOUGH },
  { file: 'sequential/crossing.ts', code: '+ 1e-9', was: '1e-9', why: ENOUGH },
  { file: 'sequential/event-counts.ts', code: '1e-8 * distance', why: ENOUGH },
  {
    file: 'sequential/event-counts.ts',
    code: '(side * slopeAt',
    was: '*',
    why: 'a sign divides as it multiplies',
  },
]
