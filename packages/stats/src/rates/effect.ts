import type { Effect } from '../pooling/effects.ts'
import type { Rate } from './rate.ts'

/** A difference of rates with the errors of both variants. */
export function effectOfRates(control: Rate, treatment: Rate): Effect {
  return {
    estimate: treatment.successes / treatment.n - control.successes / control.n,
    standardError: Math.sqrt(
      steadySpread(control) / control.n + steadySpread(treatment) / treatment.n,
    ),
  }
}

/**
 * Rate times its rest with a success and a failure more, so that a variant in which little has
 * happened does not seem to know its rate better than the others do.
 *
 * @see Agresti, Caffo (2000), Simple and effective confidence intervals for proportions and differences of proportions, Am. Stat. 54
 */
export function steadySpread({ successes, n }: Rate): number {
  return ((successes + 1) / (n + 2)) * ((n - successes + 1) / (n + 2))
}
