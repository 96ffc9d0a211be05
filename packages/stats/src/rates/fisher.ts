import { logBinomialDensity } from '../distributions/binomial.ts'
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
 */
export function fisherExact(
  control: Rate,
  treatment: Rate,
  settings: { readonly side?: Side } = {},
): FisherResult {
  checkRate('control', control)
  checkRate('treatment', treatment)
  const { side = 'two_sided' } = settings
  checkSide(side)
  const total = control.successes + treatment.successes
  const table = { total, ofControl: control.n, ofTreatment: treatment.n }
  const observed = treatment.successes
  const p =
    side === 'two_sided'
      ? bothTails(table, observed)
      : oneTail(table, observed, side === 'greater' ? 1 : -1)
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

/** The larger tail is 1 minus the smaller one, since its far end has no digits left. */
function oneTail(table: Table, observed: number, direction: 1 | -1): number {
  const isOuter = (observed - modeOf(table)) * direction >= 0
  // Where all tables are counted, their sum may pass 1 by a last digit.
  if (isOuter) return Math.min(1, sumFrom(table, observed, direction))
  return 1 - sumFrom(table, observed - direction, -direction as 1 | -1)
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
  return isBelow
    ? sumFrom(table, observed, -1) + sumFrom(table, outside, 1)
    : sumFrom(table, observed, 1) + sumFrom(table, outside, -1)
}

/** Probability of all tables from one on, in one direction. */
function sumFrom(table: Table, from: number, direction: 1 | -1): number {
  const { total, ofControl, ofTreatment } = table
  const first = Math.exp(logDensity(table, from))
  // Where there is no such table there is none farther out either.
  if (first === 0) return 0
  let sum = 1
  let term = 1
  for (let k = from; ; k += direction) {
    const rising = ((total - k) * (ofTreatment - k)) / ((k + 1) * (ofControl - total + k + 1))
    const falling = (k * (ofControl - total + k)) / ((total - k + 1) * (ofTreatment - k + 1))
    term *= direction === 1 ? rising : falling
    if (!(term > sum * 1e-17)) return first * sum
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
