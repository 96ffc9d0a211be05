import type { Explained } from './explanation.ts'
import { ENOUGH, START } from './reasons.ts'

/** Mutants of `planning` that survive for a reason. */
export const planning: readonly Explained[] = [
  {
    file: 'planning/design.ts',
    code: 'Math.min(1, power)',
    was: '1',
    why: 'a sum of probabilities passes 1 by a last digit at the most',
  },
  { file: 'planning/counted-power.ts', code: 'const MOST_TIMES', why: ENOUGH },
  {
    file: 'planning/counted-power.ts',
    code: 'length: to - from + 1',
    why: 'what is beyond the last count is not asked for',
  },
  {
    file: 'planning/counted-power.ts',
    code: 'at >= least && at <= most',
    was: '&&',
    why: 'counts that no table has are not added up',
  },
  { file: 'planning/counted-power.ts', code: 'const FARTHEST', why: ENOUGH },
  { file: 'planning/counted-power.ts', code: 'let total = ofControl.from', was: '+', why: START },
  {
    file: 'planning/counted-power.ts',
    code: 'const from = Math.max(0',
    was: 'max',
    why: 'counts that next to never come add nothing, nor do those below 0',
  },
  { file: 'planning/rates-power.ts', code: 'value - 1e-7', was: '1e-7', why: ENOUGH },
  { file: 'planning/counted-power.ts', code: 'const reach = FARTHEST', why: ENOUGH },
  {
    file: 'planning/counted-power.ts',
    code: 'const [least, most]',
    why: 'counts that no table has are not added up',
  },
  {
    file: 'planning/first-enough.ts',
    code: 'let tooFew = from - 1',
    why: 'where the first is enough nothing is searched, and else it is the first',
  },
  {
    file: 'planning/sample-size.ts',
    code: 'first + step >= MANY',
    was: '+',
    why: 'of so many units Student needs no more than the normal distribution',
  },
  { file: 'planning/student-power.ts', code: 'panelAt(from, 1, bends)', was: '1', why: ENOUGH },
  { file: 'planning/sample-size.ts', code: 'Math.ceil(size.n / 2)', was: '2', why: START },
  { file: 'planning/first-enough.ts', code: 'step *= 2', was: '2', why: START },
  { file: 'planning/student-power.ts', code: '1 + spread]', was: '1', why: ENOUGH },
  { file: 'planning/student-power.ts', code: 'Math.abs(drift) / steep', was: '1', why: ENOUGH },
  {
    file: 'planning/counted-power.ts',
    code: 'const near = Math.max(least - 1',
    was: '1',
    why: 'a count that no table has is as good as another, and no exact boundary is farther in',
  },

  { file: 'planning/sample-size.ts', code: 'const unit = ', why: START },
  { file: 'planning/sample-size.ts', code: '1e-7', was: '1e-7', why: ENOUGH },
  { file: 'planning/sample-size.ts', code: 'most, 1e-13', was: '1e-13', why: ENOUGH },
  { file: 'planning/student-power.ts', code: 'const FARTHEST', why: ENOUGH },
  { file: 'planning/student-power.ts', code: 'const steep = ', was: '1', why: ENOUGH },
  { file: 'planning/duration.ts', code: '- 1e-9', was: '1e-9', why: ENOUGH },
  { file: 'planning/sample-size.ts', code: 'const LEAST', why: START },
  { file: 'planning/sample-size.ts', code: 'const MOST', why: ENOUGH },
  { file: 'planning/rates-power.ts', code: '(1 - 1e-12)', was: '1e-12', why: ENOUGH },
  { file: 'planning/sample-size.ts', code: 'room, 1e-12', was: '1e-12', why: ENOUGH },
  { file: 'planning/sample-size.ts', code: 'most, 1e-10', was: '1e-10', why: ENOUGH },
  { file: 'planning/sample-size.ts', code: 'let most = 60', why: START },
  { file: 'planning/sample-size.ts', code: 'most *= 2', why: ENOUGH },
  {
    file: 'planning/sample-size.ts',
    code: 'Math.log(MOST / (1 + ratio))',
    was: '1',
    why: ENOUGH,
  },
  { file: 'planning/units-of-means.ts', code: '(1 - 1e-12)', was: '1e-12', why: ENOUGH },
  { file: 'planning/units-of-means.ts', code: 'firstEnough(1, ', was: '1', why: START },
  {
    file: 'planning/units-of-means.ts',
    code: 'smaller > 0 && ',
    was: '0',
    why: 'one unit is never enough: where chance leaves so few, the others are many times as many',
  },
]
