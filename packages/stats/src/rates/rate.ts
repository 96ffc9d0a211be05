import { StatsError } from '../errors.ts'
import { checkCount } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import type { MeanEstimate } from '../moments/estimate.ts'

/** How many of the units of one variant did something. */
export interface Rate {
  /** Units that did it, from 0 to n. */
  readonly successes: number
  /** Units. */
  readonly n: number
}

/**
 * Refuses a rate that cannot be.
 *
 * @throws StatsError `invalid_input` for more successes than units and for fractions,
 *   `insufficient_data` for no units
 */
export function checkRate(name: string, rate: Rate): void {
  checkRecord(name, rate, 'successes and n')
  const { successes, n } = rate
  checkCount(`${name}.n`, n, 1)
  checkCount(`${name}.successes`, successes)
  if (successes > n) {
    throw new StatsError(
      'invalid_input',
      `${name} has ${successes} successes of ${n} units. Count each unit once.`,
    )
  }
}

/**
 * One rate as an estimate with the error p (1 - p) / n. That of a rate of 0 or 1 is 0, as if it
 * were known exactly: compare such rates by `compareRatesScore` and `liftOfRates`.
 *
 * @throws StatsError `invalid_input` for a rate that cannot be, `insufficient_data` for no units
 */
export function rateEstimate(rate: Rate, name = 'rate'): MeanEstimate {
  checkRate(name, rate)
  const { successes, n } = rate
  return { mean: successes / n, squaredError: ((successes / n) * ((n - successes) / n)) / n, n }
}
