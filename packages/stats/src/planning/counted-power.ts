import { logBinomialDensity } from '../distributions/binomial.ts'
import { fewestExpected, fewestScored } from '../rates/expected.ts'
import { logFisherTail } from '../rates/fisher.ts'
import type { Side } from '../tests/result.ts'
import { criticalValue } from '../tests/wald.ts'

/** Counts farther out than this, in deviations, do not happen. */
const FARTHEST = 9
/** A variant so many times as large as the other is known as well as exactly. */
const MOST_TIMES = 10_000

/** Two rates that are compared, and whole units of each. */
export interface PlannedRates {
  readonly control: { readonly rate: number; readonly n: number }
  readonly treatment: { readonly rate: number; readonly n: number }
}

/**
 * Power of the test that reads two rates, added up over all tables that may come: exact where
 * few events are expected in a table (`fewestScored`), and the score test's else.
 */
export function countedPower(given: PlannedRates, alpha: number, side: Side): number {
  const most = MOST_TIMES * Math.min(given.control.n, given.treatment.n)
  const capped = ({ rate, n }: PlannedRates['control']): PlannedRates['control'] => ({
    rate,
    n: Math.min(n, most),
  })
  const planned = { control: capped(given.control), treatment: capped(given.treatment) }
  const [ofControl, ofTreatment] = [countsOf(planned.control), countsOf(planned.treatment)]
  const share = given.control.n / (given.control.n + given.treatment.n)
  const fewest = fewestScored(alpha, side, share)
  const directions = side === 'two_sided' ? (['greater', 'less'] as const) : ([side] as const)
  let power = 0
  for (const direction of directions) {
    const isUp = direction === 'greater'
    const bound = boundaryOf(planned, direction, side === 'two_sided' ? alpha / 2 : alpha, fewest)
    const last = ofControl.to + ofTreatment.to
    for (let total = ofControl.from + ofTreatment.from; total <= last; total++) {
      const edge = bound(total)
      const from = Math.max(ofTreatment.from, total - ofControl.to, isUp ? edge : 0)
      const to = Math.min(ofTreatment.to, total - ofControl.from, isUp ? Infinity : edge)
      for (let count = from; count <= to; count++) {
        power += ofTreatment.density(count) * ofControl.density(total - count)
      }
    }
  }
  return Math.min(1, power)
}

interface Counts {
  readonly from: number
  readonly to: number
  readonly density: (count: number) => number
}

/** The counts that may come, with how probable each is. */
function countsOf({ rate, n }: PlannedRates['control']): Counts {
  const reach = FARTHEST * Math.sqrt(n * rate * (1 - rate)) + FARTHEST
  const from = Math.max(0, Math.floor(n * rate - reach))
  const to = Math.min(n, Math.ceil(n * rate + reach))
  const densities = Float64Array.from({ length: to - from + 1 }, (_, index) =>
    Math.exp(logBinomialDensity(from + index, n, rate)),
  )
  return { from, to, density: (count) => densities[count - from] as number }
}

/**
 * The count of the treatment from which on a table of so many successes is found to differ in a
 * direction; totals have to rise from one call to the next.
 */
function boundaryOf(
  { control: { n: ofControl }, treatment: { n: ofTreatment } }: PlannedRates,
  direction: 'greater' | 'less',
  tail: number,
  fewest: number,
): (total: number) => number {
  const all = ofControl + ofTreatment
  const isUp = direction === 'greater'
  const reach = criticalValue(tail, 'greater', undefined)
  const logTail = Math.log(tail)
  const isFound = (total: number, count: number): boolean =>
    logFisherTail(
      { successes: total - count, n: ofControl },
      { successes: count, n: ofTreatment },
      direction,
    ) <= logTail
  return (total) => {
    const [least, most] = [Math.max(0, total - ofControl), Math.min(total, ofTreatment)]
    const spread = Math.sqrt(((total / all) * (all - total) * ofControl * ofTreatment) / all / all)
    const ofScore = (total / all) * ofTreatment + (isUp ? reach : -reach) * spread
    const scored = isUp ? Math.ceil(ofScore) : Math.floor(ofScore)
    const near = Math.max(least - 1, Math.min(most + 1, scored))
    const sample = { successes: total - least, n: ofControl }
    if (fewestExpected(sample, { successes: least, n: ofTreatment }) >= fewest) return near
    // The score test's boundary is a step or two away from the exact one.
    const [out, isIn] = [isUp ? 1 : -1, (at: number) => at >= least && at <= most]
    let edge = near
    while (isIn(edge) && !isFound(total, edge)) edge += out
    while (isIn(edge - out) && isFound(total, edge - out)) edge -= out
    return edge
  }
}
