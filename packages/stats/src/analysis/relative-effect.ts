import { StatsError } from '../errors.ts'
import { errorOfDifference, type MeanEstimate } from '../moments/estimate.ts'
import type { Effect } from '../pooling/effects.ts'
import type { Rate } from '../rates/rate.ts'

/** With fewer events in a variant the logarithm of its rate is far from normal. */
const FEWEST_EVENTS = 5
/** A mean fewer errors from 0 has a logarithm that is far from normal. */
const FEWEST_ERRORS = 6

/** An effect as a ratio, in logarithms; `df` where its error is of t. */
export type RelativeEffect = Effect & { readonly df?: number }

/**
 * How many times as fast one variant does something as the other: the log ratio of the rates at
 * which it happens in time (complementary log-log). It is the same whether people were watched
 * for a day or for a week, as long as the ratio is; a difference grows with the days at first and
 * shrinks when nearly all have done it.
 *
 * @see Prentice, Gloeckler (1978), Regression analysis of grouped survival data, Biometrics 34
 * @throws StatsError `insufficient_data` where fewer than 5 of a variant did it, or did not
 */
export function relativeRates(control: Rate, treatment: Rate): RelativeEffect {
  const [c, t] = [logHazard(control), logHazard(treatment)]
  return { estimate: t.value - c.value, standardError: Math.hypot(t.error, c.error) }
}

/**
 * The log ratio of two means: the same whether people spent for a day or for a week.
 *
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD
 * @throws StatsError `insufficient_data` for a mean that is not 6 standard errors above 0
 */
export function relativeMeans(control: MeanEstimate, treatment: MeanEstimate): RelativeEffect {
  const [c, t] = [logMean(control), logMean(treatment)]
  const { df } = errorOfDifference(
    { ...control, squaredError: c.error ** 2 },
    { ...treatment, squaredError: t.error ** 2 },
  )
  return {
    estimate: t.value - c.value,
    standardError: Math.hypot(t.error, c.error),
    ...(df !== undefined && { df }),
  }
}

interface Logarithm {
  readonly value: number
  readonly error: number
}

function logHazard({ successes, n }: Rate): Logarithm {
  if (Math.min(successes, n - successes) < FEWEST_EVENTS) {
    throw new StatsError(
      'insufficient_data',
      `${successes} of ${n} did it. From ${FEWEST_EVENTS} who did and ${FEWEST_EVENTS} who did not on a variant is compared with itself over time.`,
    )
  }
  const rate = successes / n
  const hazard = -Math.log1p(-rate)
  return { value: Math.log(hazard), error: Math.sqrt(rate / (n * (1 - rate))) / hazard }
}

function logMean({ mean, squaredError }: MeanEstimate): Logarithm {
  const error = Math.sqrt(squaredError) / mean
  if (!(mean > 0 && error * FEWEST_ERRORS <= 1)) {
    throw new StatsError(
      'insufficient_data',
      `A mean of ${mean} is less than ${FEWEST_ERRORS} standard errors above 0. From there on a variant is compared with itself over time.`,
    )
  }
  return { value: Math.log(mean), error }
}
