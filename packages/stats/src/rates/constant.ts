import { StatsError } from '../errors.ts'
import type { Rate } from './rate.ts'

/** All or none: nothing tells how far such a rate may be off. */
export function isConstant({ successes, n }: Rate): boolean {
  return successes === 0 || successes === n
}

/** Refuses rates that have no standard error. */
export function refuseConstant(control: Rate, treatment: Rate): never {
  throw new StatsError(
    'insufficient_data',
    `${control.successes} of ${control.n} and ${treatment.successes} of ${treatment.n}: rates of 0 or 1 alone have no standard error. Use newcombeInterval or fisherExact, or compareRatesScore where only one of them is such a rate, or wait for more data.`,
  )
}
