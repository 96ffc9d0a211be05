import type { Explained } from './explanation.ts'
import { ENOUGH, START } from './reasons.ts'

/** Mutants of `rates` that survive for a reason. */
export const rates: readonly Explained[] = [
  {
    file: 'rates/fisher.ts',
    code: 'let outside = ',
    why: 'the search may begin further out, where no table is likely',
  },
  {
    file: 'rates/score.ts',
    code: 'step < MOST_SECANTS',
    why: 'without secants the sure way is gone, which only takes longer',
  },
  {
    file: 'rates/score.ts',
    code: 'const next = x - (value',
    why: 'a secant that leads elsewhere does not settle, and the sure way is gone',
  },
  { file: 'rates/score.ts', code: 'const TOLERANCE', why: ENOUGH },
  { file: 'rates/score.ts', code: 'const MOST_SECANTS', why: ENOUGH },
  { file: 'rates/score.ts', code: 'const step = reach', why: START },
  { file: 'rates/score.ts', code: 'const starts = ', why: START },
  {
    file: 'rates/score.ts',
    code: 'Math.abs(next) < bound',
    was: '<',
    why: 'without secants the sure way is gone, which only takes longer',
  },
  { file: 'rates/fisher.ts', code: 'const TIE', was: '1e-7', why: ENOUGH },
  { file: 'rates/fisher.ts', code: 'sum * 1e-17', was: '1e-17', why: ENOUGH },
  { file: 'rates/score.ts', code: 'const estimate = ', why: START },
  { file: 'rates/score.ts', code: 'const total = ', why: START },
  {
    file: 'rates/score.ts',
    code: '<= TOLERANCE * Math.abs(x - estimate)',
    why: 'secants that do not notice their end give way to the sure way, which ends in the same place',
  },
  {
    file: 'rates/score.ts',
    code: 'low + (high - low) / 2',
    was: '2',
    why: 'where the bracket is divided changes how many steps there are, not where they end',
  },
  { file: 'rates/score.ts', code: 'const low = Math.max(-1', why: START },
  { file: 'rates/score.ts', code: 'const high = Math.min(1, estimate', why: START },
  { file: 'rates/score.ts', code: 'Math.max(0.5', why: START },
  { file: 'rates/score.ts', code: '(successes + 0.5)', why: START },
  { file: 'rates/score.ts', code: 'const pooled =', why: START },
  { file: 'rates/score.ts', code: '1e-8 * nearest', was: '1e-8', why: ENOUGH },
  { file: 'rates/score.ts', code: 'let nearest = 1', why: ENOUGH },
  { file: 'rates/score.ts', code: 'step < 200', why: ENOUGH },
  { file: 'rates/score.ts', code: 'c - low < 1e-18', was: '1e-18', why: ENOUGH },
  {
    file: 'rates/score.ts',
    code: 'c - low < 1e-18',
    was: '-',
    why: 'a search that does not notice its end only takes longer',
  },
  { file: 'rates/melded.ts', code: 'const TOLERANCE', why: ENOUGH },
  { file: 'rates/below-line.ts', code: 'high + 2 * spread, spread / 2', why: START },
  {
    file: 'rates/below-line.ts',
    code: 'sum += side * (weights',
    was: '*',
    why: 'a sign divides as it multiplies',
  },
  {
    file: 'rates/below-line.ts',
    code: 'Math.min(0, highest',
    was: '0',
    why: 'a probability passes 1 by a last digit at the most',
  },
  { file: 'rates/below-line.ts', code: 'if (high - low <= tolerance', why: START },
  { file: 'rates/below-line.ts', code: 'right = low + GOLDEN', why: START },
  { file: 'rates/below-line.ts', code: 'width /= 2', why: ENOUGH },
  {
    file: 'rates/below-line.ts',
    code: 'slope <= 2',
    was: '2',
    why: 'from a slope of 2 to one of 4 both ways lose the same digit or two next to 1',
  },
]
