import { findRoot } from '../distributions/find-root.ts'
import { StatsError } from '../errors.ts'
import { checkFinite, checkOpenShare, checkPositive } from '../input/check.ts'
import { shown } from '../input/shown.ts'
import { readSettings } from '../tests/wald.ts'
import type { MeansPlan } from './power.ts'
import { checkMeansPlan, checkPower, powerOfMeans, powerOfRead } from './power.ts'
import type { RatesPlan } from './rates-power.ts'
import {
  checkRatesPlan,
  isCounted,
  largestDifference,
  powerOfRates,
  smoothPower,
  wholeUnits,
} from './rates-power.ts'
import { firstEnough } from './first-enough.ts'
import { powerOfStudent } from './student-power.ts'
import { fewestOfPlan } from './units-of-means.ts'

/** From so many units in either variant on, the one that Student's t adds is nothing. */
const MANY = 100_000
/** Where the search begins: an effect of a million deviations takes no more. */
const LEAST = 1e-12
/** Where the search ends, of both variants together; nobody has more units. */
const MOST = 1e15

/** How many units a test needs. */
export interface SampleSize {
  /** Units of the control, exactly; need not be whole. */
  readonly n: number
  /** Whole units of each variant. */
  readonly control: number
  readonly treatment: number
}

/**
 * Units that a comparison of means needs to find a difference with the given power (default 0.8).
 * `n` is that of the normal distribution; for a test that is read once, the whole units are as
 * many as Student's t needs, which is some one more, and two in each variant at the least.
 *
 * At uneven splits, and always-valid, it is no fewer than `analyze` reads: 182 in a variant of 10 %,
 * where it asks for 143, so that chance in the split leaves too few in one experiment of a hundred.
 * Of an even split that is read at planned times, it takes for granted that no variant has less
 * than a third of the other one's units. By chance 17 and 17 do in one experiment of 340, and 6 and
 * 6 in one of 26; `assignBlocked` divides few units evenly.
 *
 * @see Chow, Shao, Wang (2008), Sample Size Calculations in Clinical Research, 3.2; R's power.t.test
 * @throws StatsError `undefined_estimand` for a difference of 0, which no number of units finds
 */
export function sampleSizeOfMeans(
  difference: number,
  plan: MeansPlan & { readonly power?: number },
): SampleSize {
  checkFinite('difference', difference)
  checkDifference(difference)
  checkMeansPlan(plan)
  const { power = 0.8, ratio = 1, variance, design } = plan
  const { alpha, side } = readSettings(plan)
  const needed = sizeFor(power, alpha, ratio, (n) => powerOfRead(difference, n, plan).power)
  const fewest = fewestOfPlan(ratio, design ?? { kind: 'fixed' }) / Math.min(1, ratio)
  const size = needed.n >= fewest ? needed : sizeOf(fewest, ratio)
  const control = Math.max(2, size.control)
  const treatment = Math.max(2, size.treatment)
  if (design !== undefined && design.kind !== 'fixed') return { n: size.n, control, treatment }
  const first = Math.min(control, treatment)
  // The next whole units at the planned ratio: from the smaller variant on, which may be enough
  // once the other one is whole by it.
  const unitsAt = (step: number): { readonly control: number; readonly treatment: number } => {
    if (step === 0) return { control, treatment }
    const smaller = first + step - 1
    return ratio >= 1
      ? { control: smaller, treatment: Math.max(treatment, Math.ceil(smaller * ratio - 1e-7)) }
      : { control: Math.max(control, Math.ceil(smaller / ratio - 1e-7)), treatment: smaller }
  }
  const isEnough = (step: number): boolean => {
    if (first + step >= MANY) return true
    const units = unitsAt(step)
    const drift = difference / Math.sqrt(variance * (1 / units.control + 1 / units.treatment))
    return powerOfStudent(drift, units.control + units.treatment - 2, alpha, side) >= power
  }
  return { n: size.n, ...unitsAt(firstEnough(0, isEnough)) }
}

/**
 * Units that a comparison of rates needs to find the treatment's rate with the given power (default
 * 0.8), by the test that reads them; see `powerOfRates`.
 *
 * Where fewer than fifteen events are expected in the smaller variant, `n` is whole, and one unit
 * less would be too few; a few more may have a little less power again, since counts are whole.
 *
 * @param treatment - rate, in (0, 1)
 * @see Fleiss, Levin, Paik (2003), Statistical Methods for Rates and Proportions, 4.2
 * @throws StatsError `invalid_input` for rates and powers that cannot be, `undefined_estimand` for
 *   the control's own rate, `insufficient_data` for more units than a count can hold
 */
export function sampleSizeOfRates(
  treatment: number,
  plan: RatesPlan & { readonly power?: number },
): SampleSize {
  checkOpenShare('treatment', treatment)
  checkRatesPlan(plan)
  checkDifference(treatment - plan.control)
  const { power = 0.8, ratio = 1 } = plan
  const { alpha } = readSettings(plan)
  const size = sizeFor(power, alpha, ratio, (n) => smoothPower(treatment, n, plan))
  if (!isCounted(treatment, size.n, plan)) return size
  const n = firstEnough(
    Math.ceil(size.n / 2),
    (units) => powerOfRates(treatment, units, plan) >= power,
  )
  return { n, ...wholeUnits(n, ratio) }
}

/**
 * The smallest difference of means that is found with the given power (default 0.8), above 0.
 *
 * @param n - units of the control that there are, or will be
 * @see Chow, Shao, Wang (2008), Sample Size Calculations in Clinical Research, 3.2
 * @throws StatsError `invalid_input` for an n, a variance or a ratio that is not above 0, and for a
 *   power that is none or below alpha; `insufficient_data` as `powerOfMeans`
 */
export function minimumDetectableMeans(
  n: number,
  plan: MeansPlan & { readonly power?: number },
): number {
  checkMeansPlan(plan)
  checkPositive('n', n)
  const { power = 0.8 } = plan
  checkPower(power, readSettings(plan).alpha)
  // In standard errors, so that the search starts and ends in the same place for every unit.
  const unit = Math.sqrt((plan.variance / n) * (1 + 1 / (plan.ratio ?? 1)))
  const sign = plan.side === 'less' ? -1 : 1
  const excess = (drift: number): number => powerOfMeans(sign * drift * unit, n, plan).power - power
  let most = 60
  while (excess(most) < 0 && most < MOST) most *= 2
  return findRoot(excess, 0, most, 1e-10) * unit
}

/**
 * The smallest difference of rates that is found with the given power (default 0.8), above 0, by
 * the test that reads them; see `powerOfRates`.
 *
 * @param direction - whether the rate rises or falls
 * @see Fleiss, Levin, Paik (2003), Statistical Methods for Rates and Proportions, 4.2
 * @throws StatsError `insufficient_data` when not even a rate of 1, or of 0, would be found, or with
 *   several looks the farthest one that leaves enough events,
 *   `invalid_input` for a direction that is none, or that a one-sided test does not find
 */
export function minimumDetectableRates(
  n: number,
  direction: 'rise' | 'fall',
  plan: RatesPlan & { readonly power?: number },
): number {
  checkRatesPlan(plan)
  const { power = 0.8, control } = plan
  checkPower(power, readSettings(plan).alpha)
  if (direction !== 'rise' && direction !== 'fall') {
    throw new StatsError(
      'invalid_input',
      `direction is ${shown(direction)}. Give "rise" or "fall".`,
    )
  }
  const wrong = direction === 'rise' ? 'less' : 'greater'
  if (plan.side === wrong) {
    throw new StatsError(
      'invalid_input',
      `The test is one-sided, for "${wrong}", and finds no ${direction}. Give the other direction, or the other side.`,
    )
  }
  const room = largestDifference(n, direction, plan)
  const rateAt = (difference: number): number =>
    direction === 'rise' ? control + difference : control - difference
  const isFixed = (plan.design?.kind ?? 'fixed') === 'fixed'
  // Where a design of several looks has too few events, it finds nothing.
  const powerAt = isFixed ? powerOfRates : smoothPower
  const excess = (difference: number): number => powerAt(rateAt(difference), n, plan) - power
  if (room <= 0 || excess(room) < 0) {
    throw new StatsError(
      'insufficient_data',
      `${n} units would find no rate, however different. Plan for more.`,
    )
  }
  return findRoot(excess, 0, room, 1e-12)
}

function sizeFor(
  power: number,
  alpha: number,
  ratio: number,
  powerAt: (n: number) => number,
): SampleSize {
  checkPower(power, alpha)
  const excess = (logN: number): number => powerAt(Math.exp(logN)) - power
  const most = Math.log(MOST / (1 + ratio))
  if (excess(most) < 0) {
    throw new StatsError(
      'insufficient_data',
      'More units would be needed than a count can hold. Look for a larger effect.',
    )
  }
  return sizeOf(Math.exp(findRoot(excess, Math.log(LEAST), most, 1e-13)), ratio)
}

function sizeOf(n: number, ratio: number): SampleSize {
  // A whole number but for rounding stays that number.
  const whole = (value: number): number => Math.ceil(value - 1e-7)
  return { n, control: whole(n), treatment: whole(n * ratio) }
}

function checkDifference(difference: number): void {
  if (difference !== 0) return
  throw new StatsError(
    'undefined_estimand',
    'A difference of 0 is found by no number of units. Name the smallest that matters.',
  )
}
