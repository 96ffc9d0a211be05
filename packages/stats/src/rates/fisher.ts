import { logBinomialDensity } from '../distributions/binomial.ts'
import { checkRecord } from '../input/form.ts'
import type { Side } from '../tests/result.ts'
import { checkSide } from '../tests/wald.ts'
import type { Rate } from './rate.ts'
import { checkRate } from './rate.ts'

/** An exact test has no standard error and no interval of its own. */
export interface FisherResult {
  readonly method: 'fisher_exact'
  readonly settings: { readonly side: Side }
  /** Treatment - control. */
  readonly estimate: number
  readonly p: number
}

/** Tables that are this much more likely than the observed one count as equally likely, as in R. */
const TIE = 1 + 1e-7

/**
 * Fisher's exact test of two rates, for counts that are too small for a z-test.
 * Two-sided: all tables that are no likelier than the observed one.
 *
 * @see Fisher (1935), The logic of inductive inference, J. R. Stat. Soc. 98
 * @throws StatsError `invalid_input` for rates that cannot be or a side that is none,
 *   `insufficient_data` for no units
 */
export function fisherExact(
  control: Rate,
  treatment: Rate,
  settings: { readonly side?: Side } = {},
): FisherResult {
  checkRate('control', control)
  checkRate('treatment', treatment)
  checkRecord('settings', settings, 'side')
  const { side = 'two_sided' } = settings
  checkSide(side)
  const p =
    side === 'two_sided'
      ? bothTails(tableOf(control, treatment), treatment.successes)
      : Math.exp(logFisherTail(control, treatment, side))
  return {
    method: 'fisher_exact',
    settings: { side },
    estimate: treatment.successes / treatment.n - control.successes / control.n,
    p,
  }
}

interface Table {
  /** Successes in both variants. */
  readonly total: number
  readonly ofControl: number
  readonly ofTreatment: number
}

function tableOf(control: Rate, treatment: Rate): Table {
  return {
    total: control.successes + treatment.successes,
    ofControl: control.n,
    ofTreatment: treatment.n,
  }
}

/** Logarithm of the one-sided p, which has its digits where p itself is no double any more. */
export function logFisherTail(control: Rate, treatment: Rate, side: 'greater' | 'less'): number {
  const table = tableOf(control, treatment)
  const observed = treatment.successes
  const [outwards, inwards] = side === 'greater' ? ([1, -1] as const) : ([-1, 1] as const)
  const isOuter = (observed - modeOf(table)) * outwards >= 0
  // Where all tables are counted, their sum may pass 1 by a last digit.
  if (isOuter) return Math.min(0, logSumFrom(table, observed, outwards))
  // The larger tail is 1 minus the smaller one, since its far end has no digits left.
  return Math.log1p(-Math.exp(logSumFrom(table, observed + inwards, inwards)))
}

function modeOf({ total, ofControl, ofTreatment }: Table): number {
  return Math.floor(((total + 1) / (ofControl + ofTreatment + 2)) * (ofTreatment + 1))
}

function bothTails(table: Table, observed: number): number {
  const { total, ofControl, ofTreatment } = table
  const middle = modeOf(table)
  const likelihood = logDensity(table, observed) + Math.log(TIE)
  const isBelow = observed <= middle
  // From the mode on outwards the density falls, so the other tail's start is found by halving.
  let inside = middle
  let outside = isBelow ? Math.min(total, ofTreatment) + 1 : Math.max(0, total - ofControl) - 1
  if (logDensity(table, inside) <= likelihood) return 1
  while (Math.abs(outside - inside) > 1) {
    const between = Math.trunc((inside + outside) / 2)
    if (logDensity(table, between) <= likelihood) outside = between
    else inside = between
  }
  const sumFrom = (from: number, direction: 1 | -1): number =>
    Math.exp(logSumFrom(table, from, direction))
  return isBelow
    ? sumFrom(observed, -1) + sumFrom(outside, 1)
    : sumFrom(observed, 1) + sumFrom(outside, -1)
}

/** Logarithm of the probability of all tables from one on, in one direction. */
function logSumFrom(table: Table, from: number, direction: 1 | -1): number {
  const { total, ofControl, ofTreatment } = table
  const first = logDensity(table, from)
  // Where there is no such table there is none farther out either.
  if (first === -Infinity) return first
  let sum = 1
  let term = 1
  for (let k = from; ; k += direction) {
    const rising = ((total - k) * (ofTreatment - k)) / ((k + 1) * (ofControl - total + k + 1))
    const falling = (k * (ofControl - total + k)) / ((total - k + 1) * (ofTreatment - k + 1))
    term *= direction === 1 ? rising : falling
    if (!(term > sum * 1e-17)) return first + Math.log(sum)
    sum += term
  }
}

/** Hypergeometric density of k successes in the treatment, by way of three binomial ones. */
function logDensity({ total, ofControl, ofTreatment }: Table, k: number): number {
  const n = ofControl + ofTreatment
  const p = total / n
  return (
    logBinomialDensity(k, ofTreatment, p) +
    logBinomialDensity(total - k, ofControl, p) -
    logBinomialDensity(total, n, p)
  )
}
