import type { Explained } from './explanation.ts'
import { ENOUGH, START } from './reasons.ts'

/** Mutants of `bayes` that survive for a reason. */
export const bayes: readonly Explained[] = [
  { file: 'bayes/beta-binomial.ts', code: '1e-10', was: '1e-10', why: ENOUGH },
  { file: 'bayes/logit-beta.ts', code: 'reach *= 1.5', was: '1.5', why: ENOUGH },
  { file: 'bayes/logit-beta.ts', code: 'return 0.5 *', was: '1', why: ENOUGH },
  { file: 'bayes/beta-binomial.ts', code: '(1 + 1e-9)', why: ENOUGH },
  { file: 'bayes/beta-binomial.ts', code: 'const low = Math.max(-1', why: START },
  { file: 'bayes/beta-binomial.ts', code: 'variance: ((a / all)', why: START },
  {
    file: 'bayes/logit-beta.ts',
    code: 'logit < 0',
    was: '0',
    why: 'nothing is as near to 0 there',
  },
  { file: 'bayes/beta-binomial.ts', code: 'const high = Math.min(1', why: START },
  {
    file: 'bayes/logit-beta.ts',
    code: 'end > low && end < high)',
    was: '&&',
    why: 'panels farther out add nothing, since the density is nothing there',
  },
]
