import { checkNumber, checkOpenShare, checkShare } from '../input/check.ts'
import { checkList } from '../input/form.ts'
import { shown } from '../input/shown.ts'
import { StatsError } from '../errors.ts'

/** How p-values of several tests are adjusted. */
export type Correction = 'none' | 'bonferroni' | 'holm' | 'hochberg' | 'benjamini_hochberg'

/** All of them. */
export const CORRECTIONS: readonly Correction[] = [
  'none',
  'bonferroni',
  'holm',
  'hochberg',
  'benjamini_hochberg',
]

/**
 * Adjusts p-values for how many there are, in the order given.
 *
 * `bonferroni`, `holm` and `hochberg` (for independent or positively dependent tests) keep the
 * probability of any false alarm; `benjamini_hochberg` keeps the share of false alarms.
 * No interval is solved from an adjusted p.
 *
 * @param pValues - in [0, 1]
 * @see Holm (1979), Scand. J. Stat. 6; Hochberg (1988), Biometrika 75; Benjamini, Hochberg (1995), J. R. Stat. Soc. B 57
 * @throws StatsError `invalid_input` for a p-value outside of [0, 1], or a correction that is none
 */
export function adjustPValues(
  pValues: readonly number[],
  correction: Correction,
): readonly number[] {
  checkList('pValues', pValues)
  for (const [index, p] of pValues.entries()) checkShare(`pValues[${index}]`, p)
  if (!CORRECTIONS.includes(correction)) {
    throw new StatsError(
      'invalid_input',
      `correction is ${shown(correction)}. Give one of ${CORRECTIONS.join(', ')}.`,
    )
  }
  const count = pValues.length
  if (correction === 'none') return [...pValues]
  if (correction === 'bonferroni') return pValues.map((p) => Math.min(1, count * p))
  const order = risingOrder(pValues)
  const adjusted = [...pValues]
  if (correction === 'holm') {
    let largest = 0
    for (const [rank, index] of order.entries()) {
      largest = Math.max(largest, (count - rank) * (pValues[index] as number))
      adjusted[index] = Math.min(1, largest)
    }
    return adjusted
  }
  let smallest = 1
  for (let rank = count - 1; rank >= 0; rank--) {
    const index = order[rank] as number
    const factor = correction === 'hochberg' ? count - rank : count / (rank + 1)
    smallest = Math.min(smallest, factor * (pValues[index] as number))
    adjusted[index] = smallest
  }
  return adjusted
}

/** Which hypotheses e-BH rejects. */
export interface EValueSelection {
  readonly method: 'e_bh'
  readonly settings: { readonly alpha: number }
  readonly rejected: readonly boolean[]
}

/**
 * Benjamini and Hochberg's procedure for e-values: it keeps the false discovery rate under any
 * dependence, and at any stopping time of always-valid tests.
 *
 * @param logEValues - natural logarithms of e-values, so that huge ones are numbers
 * @see Wang, Ramdas (2022), False discovery rate control with e-values, J. R. Stat. Soc. B 84
 * @throws StatsError `invalid_input` for an alpha outside of (0, 1), or a NaN among the values
 */
export function selectByEValues(logEValues: readonly number[], alpha: number): EValueSelection {
  checkOpenShare('alpha', alpha)
  checkList('logEValues', logEValues)
  for (const [index, value] of logEValues.entries()) checkNumber(`logEValues[${index}]`, value)
  const count = logEValues.length
  const order = risingOrder(logEValues.map((value) => -value))
  let rejections = 0
  for (const [rank, index] of order.entries()) {
    const needed = Math.log(count) - Math.log(alpha) - Math.log(rank + 1)
    if ((logEValues[index] as number) >= needed) rejections = rank + 1
  }
  const rejected = Array.from<boolean>({ length: count }).fill(false)
  for (const index of order.slice(0, rejections)) rejected[index] = true
  return { method: 'e_bh', settings: { alpha }, rejected }
}

/**
 * The logarithm of an e-value that a p-value stands for (p-to-e calibration with exponent ½).
 *
 * @see Vovk, Wang (2021), E-values: calibration, combination and applications, Ann. Stat. 49
 * @throws StatsError `invalid_input` for a NaN, or a logarithm above 0
 */
export function logEValueOf(logP: number): number {
  if (typeof logP !== 'number' || !(logP <= 0)) {
    throw new StatsError(
      'invalid_input',
      `logP is ${shown(logP)}. Give the logarithm of a p-value.`,
    )
  }
  return -Math.LN2 - 0.5 * logP
}

/** Positions from the smallest value to the largest; ties in the order given. */
function risingOrder(values: readonly number[]): number[] {
  return [...values.keys()].toSorted(
    (left, right) => (values[left] as number) - (values[right] as number),
  )
}
