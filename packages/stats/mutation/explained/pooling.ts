import type { Explained } from './explanation.ts'
import { ENOUGH } from './reasons.ts'

/** Mutants of `pooling` that survive for a reason. */
export const pooling: readonly Explained[] = [
  { file: 'pooling/effects.ts', code: '1e290', was: '1e290', why: ENOUGH },
  { file: 'pooling/spreads.ts', code: 'const panels', why: ENOUGH },
  {
    file: 'pooling/effects.ts',
    code: '1 / (standardError * standardError)',
    was: '1',
    why: ENOUGH,
  },
  {
    file: 'pooling/effects.ts',
    code: '+ between)',
    was: '1',
    why: 'what all weights have in common drops out of their mean',
  },
  {
    file: 'pooling/spreads.ts',
    code: 'const middle = ',
    why: 'only where the points of the rule are dense; there are enough of them all over',
  },
  {
    file: 'pooling/spreads.ts',
    code: 'let logs = 0',
    why: 'what all weights have in common drops out of their shares',
  },
  {
    file: 'pooling/spreads.ts',
    code: 'Math.log(tau) : 0',
    was: '0',
    why: 'what all weights have in common drops out of their shares',
  },
  {
    file: 'pooling/spreads.ts',
    code: 'let q = 0',
    why: 'what all weights have in common drops out of their shares',
  },
  {
    file: 'pooling/random-effects.ts',
    code: 'sum += weight',
    why: 'a sign that the products share with it, so that it drops out',
  },
  {
    file: 'pooling/spreads.ts',
    code: 'const variances = ',
    why: 'only where the points of the rule are dense; there are enough of them all over',
  },
  {
    file: 'pooling/heterogeneity-sequential.ts',
    code: 'let [logs, weights, q]',
    why: 'what both likelihoods have more drops out of their ratio',
  },
  {
    file: 'pooling/heterogeneity-sequential.ts',
    code: 'weights += 1 / variance',
    was: '1',
    why: 'a factor of both likelihoods drops out of their ratio',
  },
  { file: 'pooling/heterogeneity-sequential.ts', code: 'const STEPS', why: ENOUGH },
  { file: 'pooling/heterogeneity-sequential.ts', code: 'let step = 0', was: '0', why: ENOUGH },
]
