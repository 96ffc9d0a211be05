import type { Mutant } from './mutants.ts'

/** A mutant that no test can tell from the original, and why. */
export interface Explained {
  readonly file: string
  /** Part of the line. */
  readonly code: string
  /** Any change of the line when absent. */
  readonly was?: string
  readonly is?: string
  readonly why: string
}

/** Whether an explanation is one of this mutant, whose line is given. */
export function explains(entry: Explained, { file, was, is }: Mutant, line: string): boolean {
  return (
    entry.file === file &&
    (entry.was === undefined || entry.was === was) &&
    (entry.is === undefined || entry.is === is) &&
    line.includes(entry.code)
  )
}

const START = 'only where the search starts; it ends in the same place'
const ENOUGH = 'any other number that is large, or small, enough does as well'
const LAST = 'what it changes is less than the last digit'
const BOTH = 'on either side of it both ways have the full digits'

/** Mutants that survive for a reason. */
export const explained: readonly Explained[] = [
  { file: 'distributions/normal.ts', code: '0.802853', why: START },
  { file: 'distributions/normal.ts', code: '1.432788', why: START },
  {
    file: 'distributions/normal.ts',
    code: 'p > 0.1',
    why: 'both forms agree but for the last digit',
  },
  { file: 'distributions/beta-quantile.ts', code: 'let logit = ', why: START },
  {
    file: 'distributions/incomplete-beta.ts',
    code: 'x < 0.7',
    why: 'series and fraction agree; which one is quicker is all that changes',
  },
  {
    file: 'distributions/beta-quantile.ts',
    code: 'from + 2',
    why: 'how far the bracket is widened; it ends in the same place',
  },
  {
    file: 'distributions/beta-quantile.ts',
    code: 'if (excess > 0) high',
    was: '0',
    why: 'which side of the bracket moves; Newton seldom needs it, and a step later it is the other one',
  },
  {
    file: 'distributions/beta-quantile.ts',
    code: 'let next = logit - excess',
    was: '-',
    why: 'a step to the wrong side leaves the bracket, which is then halved, and only takes longer',
  },
  { file: 'distributions/binomial.ts', code: 'let k = Math.max(0', why: START },
  {
    file: 'analysis/check-plan.ts',
    code: 'alpha: own = 0.05',
    why: 'where none is given there is nothing to refuse',
  },
  {
    file: 'analysis/check-data.ts',
    code: 'data.unitsInSeveralVariants ?? 0',
    was: '0',
    why: 'where none are given there is nothing to refuse',
  },
  {
    file: 'analysis/look.ts',
    code: 'slice(0, look + 1)',
    was: '1',
    why: 'later looks do not change the boundary of this one',
  },
  { file: 'analysis/check-plan.ts', code: '<= 1e-9', was: '1e-9', why: ENOUGH },
  {
    file: 'analysis/losses.ts',
    code: '(assigned[variant] ?? 0) - ',
    was: '0',
    why: 'a variant without assigned units has none to lose, and is not compared',
  },
  {
    file: 'analysis/losses.ts',
    code: 'const all = data.units[variant.key] ?? 0',
    was: '0',
    why: 'a variant without units has none to lose, and is not compared',
  },
  {
    file: 'assignment/blocked.ts',
    code: 'createGenerator(seed, hash(stratum), 2)',
    was: '2',
    why: 'any number gives chance of its own that is not the other one',
  },
  {
    file: 'analysis/measured.ts',
    code: '&& treatment.kind === ',
    was: '&&',
    why: 'both variants have the kind of the plan by then',
  },
  {
    file: 'analysis/by-name.ts',
    code: '? -1 : 1',
    was: '1',
    why: 'only the sign of an order counts',
  },
  { file: 'distributions/incomplete-beta.ts', code: 'const EPSILON', was: '1.1e-16', why: ENOUGH },
  { file: 'distributions/student.ts', code: 'Math.min(700', why: START },
  {
    file: 'planning/design.ts',
    code: 'Math.min(1, power)',
    was: '1',
    why: 'a sum of probabilities passes 1 by a last digit at the most',
  },
  {
    file: 'planning/design.ts',
    code: 'Math.max(2',
    was: '2',
    why: 'two units are the fewest that the sequence takes; nobody plans with four',
  },
  {
    file: 'trend/effect-trend.ts',
    code: '(estimate - mean)',
    was: '-',
    why: 'weighted distances in time sum to 0, so any constant may be taken off',
  },
  { file: 'planning/sample-size.ts', code: 'const unit = ', why: START },
  {
    file: 'rates/fisher.ts',
    code: 'direction >= 0',
    was: '0',
    why: 'next to the mode either tail is large enough to be summed from',
  },
  {
    file: 'rates/fisher.ts',
    code: 'let outside = ',
    why: 'the search may begin further out, where no table is likely',
  },
  { file: 'planning/sample-size.ts', code: '1e-7', was: '1e-7', why: ENOUGH },
  { file: 'assignment/blocked.ts', code: '0x01000193', why: 'any hash tells strata apart' },
  { file: 'bayes/beta-binomial.ts', code: '1e-10', was: '1e-10', why: ENOUGH },
  { file: 'distributions/beta-quantile.ts', code: 'from - 2', why: START },
  { file: 'drift/kolmogorov-smirnov.ts', code: 'k <= 10', was: '10', why: ENOUGH },
  {
    file: 'drift/kolmogorov-smirnov.ts',
    code: 'if (x < 1)',
    was: '1',
    why: 'both forms agree to the last digit for some way around 1',
  },
  { file: 'pooling/effects.ts', code: '1e290', was: '1e290', why: ENOUGH },
  { file: 'sequential/crossing.ts', code: '1e-11', was: '1e-11', why: ENOUGH },
  { file: 'distributions/quadrature.ts', code: 'let x = ', why: START },
  { file: 'distributions/student.ts', code: '79 * s', why: START },
  { file: 'distributions/student.ts', code: 'const LARGE_DF', why: BOTH },
  { file: 'distributions/student.ts', code: 'const NEAR', why: BOTH },
  { file: 'distributions/student.ts', code: 'const HUGE_T', why: BOTH },
  { file: 'distributions/student.ts', code: 'if (t <= 1)', was: '1', why: BOTH },
  { file: 'distributions/find-root.ts', code: 'const MOST_STEPS', why: ENOUGH },
  { file: 'distributions/normal.ts', code: '5.068148904796111e-17', why: LAST },
  {
    file: 'srm/sequential.ts',
    code: 'shares.map(() => 0)',
    why: 'only the shares are looked at there, so any counts do',
  },
  { file: 'corrections/adjust.ts', code: 'let smallest = 1', was: '1', why: START },
  {
    file: 'distributions/find-root.ts',
    code: 'const isSmooth',
    why: 'when a step through three points is taken changes how many there are, not where they end',
  },
  { file: 'distributions/incomplete-gamma.ts', code: 'const EPSILON', why: ENOUGH },
  { file: 'distributions/incomplete-gamma.ts', code: 'const TINY', why: ENOUGH },
  { file: 'distributions/incomplete-gamma.ts', code: 'let c = 1 / TINY', was: '1', why: ENOUGH },
  {
    file: 'distributions/find-root.ts',
    code: 'share = isSmooth',
    why: 'where the next point is taken changes how many there are, not where they end',
  },
  {
    file: 'distributions/normal.ts',
    code: '7.418235256624044e-17',
    was: '7.418235256624044e-17',
    why: LAST,
  },
  { file: 'distributions/normal.ts', code: 'step < 2', why: ENOUGH },
  { file: 'distributions/find-root.ts', code: 'let step = 0', was: '0', why: ENOUGH },
  { file: 'distributions/beta-quantile.ts', code: 'step < 200', why: ENOUGH },
  { file: 'distributions/student.ts', code: 't * t <= NEAR * df', why: BOTH },
  {
    file: 'distributions/student.ts',
    code: 'return Math.log(df) + studentLogUpperTail',
    why: 'how far one step goes; it ends in the same place',
  },
  { file: 'distributions/incomplete-gamma.ts', code: 'a >= 1e-290', was: '1e-290', why: ENOUGH },
  { file: 'distributions/find-root.ts', code: 'tolerance = 1e-13', why: ENOUGH },
  { file: 'distributions/quadrature.ts', code: 'step < 20', why: ENOUGH },
  {
    file: 'distributions/incomplete-beta.ts',
    code: 'return power === 0',
    was: '0',
    why: 'nothing times anything is nothing, and only takes longer to find out',
  },
  { file: 'distributions/incomplete-gamma.ts', code: 'if (x < a + 1)', why: BOTH },
  { file: 'distributions/incomplete-beta.ts', code: 'const TINY', why: ENOUGH },
  { file: 'distributions/normal.ts', code: 'Math.abs(z) > 39', was: '39', why: ENOUGH },
  { file: 'distributions/normal.ts', code: 'if (z > 39)', was: '39', why: ENOUGH },
  {
    file: 'distributions/binomial.ts',
    code: 'while (k > 0 && binomialLowerTail',
    why: 'the search upwards that follows makes up for one that has gone too far down',
  },
  {
    file: 'distributions/beta-quantile.ts',
    code: '1e-15 * Math.max',
    why: 'a search that does not notice its end only takes longer',
  },
  {
    file: 'distributions/find-root.ts',
    code: 'Math.abs(nearest), 1e-300',
    was: '1e-300',
    why: ENOUGH,
  },
  { file: 'distributions/student.ts', code: 'return z + (g1', was: '+', why: START },
  { file: 'distributions/student.ts', code: 'step < 60', why: ENOUGH },
  { file: 'distributions/incomplete-gamma.ts', code: '>= 3 * EPSILON', was: '3', why: ENOUGH },
  { file: 'distributions/incomplete-beta.ts', code: '>= 3 * EPSILON', was: '3', why: ENOUGH },
  { file: 'distributions/normal.ts', code: 'if (p > 0.5)', was: '0.5', why: BOTH },
  {
    file: 'distributions/student.ts',
    code: 'Math.max(-2',
    why: 'how far one step may go; it ends in the same place',
  },
  { file: 'distributions/stirling.ts', code: '0.1 * (x + mean)', was: '0.1', why: BOTH },
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
  { file: 'planning/sample-size.ts', code: 'Math.log(MOST), 1e-13', was: '1e-13', why: ENOUGH },
  { file: 'survival/kaplan-meier.ts', code: '< 1e-12', was: '1e-12', why: ENOUGH },
  { file: 'drift/kolmogorov-smirnov.ts', code: 'k <= 7', was: '7', why: ENOUGH },
  { file: 'tests/wald.ts', code: 'p > 1e-290', was: '1e-290', why: BOTH },
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
  { file: 'distributions/quadrature.ts', code: 'let slope = 0', why: START },
  { file: 'distributions/binomial.ts', code: 'const deviation', why: START },
  { file: 'distributions/student.ts', code: 'z < 6', was: '6', why: BOTH },
  {
    file: 'distributions/normal.ts',
    code: 'if (z < 0) return Math.log1p',
    was: '0',
    why: BOTH,
  },
  {
    file: 'distributions/beta-quantile.ts',
    code: 'if (!(next > low',
    why: 'the bracket is halved instead, which only takes longer',
  },
  { file: 'distributions/find-root.ts', code: 'let share = 0.5', was: '0.5', why: START },
  { file: 'distributions/student.ts', code: 'Math.abs(move) < 1e-9', was: '1e-9', why: ENOUGH },
  { file: 'distributions/student.ts', code: '19) * s + 17', why: START },
  {
    file: 'sequential/crossing.ts',
    code: 'low + 1e-9',
    why: 'only for a boundary so low that nobody is left',
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
  {
    file: 'rates/fisher.ts',
    code: '* direction >= 0',
    was: '*',
    why: 'a sign divides as it multiplies',
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
  { file: 'rates/compare-rates-exact.ts', code: 'let low = 2 * high', why: START },
  {
    file: 'rates/compare-rates-exact.ts',
    code: '= [2 * low, low]',
    was: '2',
    why: 'how far the bracket is widened; it ends in the same place',
  },
  { file: 'rates/compare-rates-exact.ts', code: 'high, 1e-10', why: ENOUGH },
  { file: 'pooling/spreads.ts', code: 'const panels', why: ENOUGH },
  { file: 'planning/student-power.ts', code: 'const PANELS', why: ENOUGH },
  { file: 'planning/student-power.ts', code: 'const spread = 9', why: ENOUGH },
  { file: 'bayes/logit-beta.ts', code: 'const FARTHEST', why: ENOUGH },
  { file: 'bayes/logit-beta.ts', code: 'const NOTHING', why: ENOUGH },
  { file: 'bayes/logit-beta.ts', code: 'reach *= 1.5', why: ENOUGH },
  { file: 'bayes/logit-beta.ts', code: '> 1e-14', why: ENOUGH },
  { file: 'bayes/logit-beta.ts', code: 'return 0.5 *', why: ENOUGH },
  { file: 'bayes/beta-binomial.ts', code: '(1 + 1e-9)', why: ENOUGH },
  { file: 'assignment/uncorrelated.ts', code: 'const NOTHING', why: ENOUGH },
  { file: 'analysis/binary.ts', code: '1e-6', why: ENOUGH },
  { file: 'planning/duration.ts', code: '- 1e-9', was: '1e-9', why: ENOUGH },
  { file: 'planning/sample-size.ts', code: 'const LEAST', why: START },
  { file: 'planning/sample-size.ts', code: 'const MOST', why: ENOUGH },
  {
    file: 'moments/spread.ts',
    code: 'const rough = parts.reduce',
    why: 'the second pass makes up for where the first one ends',
  },
  { file: 'planning/sample-size.ts', code: '(1 - 1e-12)', was: '1e-12', why: ENOUGH },
  { file: 'planning/sample-size.ts', code: 'room, 1e-12', was: '1e-12', why: ENOUGH },
  { file: 'planning/sample-size.ts', code: 'most, 1e-10', was: '1e-10', why: ENOUGH },
  { file: 'planning/student-power.ts', code: ', 1 + spread, PANELS', was: '1', why: ENOUGH },
  {
    file: 'moments/spread.ts',
    code: 'let sum = 0',
    why: 'the second pass makes up for where the first one ends',
  },
  { file: 'planning/sample-size.ts', code: 'let most = 60', why: START },
  { file: 'planning/sample-size.ts', code: 'most *= 2', why: ENOUGH },
]
