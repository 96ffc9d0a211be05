import { StatsError } from '../errors.ts'
import { checkOpenShare, checkPositive } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import { FEWEST_EXPECTED, fewestScored } from '../rates/expected.ts'
import type { TestSettings } from '../tests/result.ts'
import { readSettings, standardise } from '../tests/wald.ts'
import { countedPower } from './counted-power.ts'
import type { TestDesign } from './design.ts'
import { designPower } from './design.ts'

/** Of so many expected events in the smaller variant, power is not added up: it would take seconds. */
const MOST_COUNTED = 200
/** Expected events from which on a confidence sequence of rates may be read. */
const FEWEST_SEQUENTIAL = 10

/** What a comparison of rates is planned with. */
export interface RatesPlan extends TestSettings {
  /** Rate of the control, in (0, 1). */
  readonly control: number
  /** Treated units for each unit of the control; default 1. */
  readonly ratio?: number
  /** Default: one look at the end. */
  readonly design?: TestDesign
}

/**
 * Power to find a difference of rates by the test that reads them: the score test (which is the
 * pooled z-test), and the exact one where few events are expected: fewer than five at an alpha of
 * 5 %, and than more at a smaller one, or on one side, where one variant is small.
 *
 * It is that of the normal distribution, with the pooled variance under the null and the unpooled
 * one beside it, at every look of the design. Read once, where a table with few events may come
 * (fewer than fifteen expected in the smaller variant at 5 %, never more than 200), it is added up
 * over all tables of the next whole units, and rises with them in small teeth.
 *
 * @param treatment - rate of the treatment, in (0, 1)
 * @param n - units of the control; need not be whole
 * @see Fleiss, Levin, Paik (2003), Statistical Methods for Rates and Proportions, 4.2; R's power.prop.test
 * @throws StatsError `invalid_input` for rates that are not in (0, 1), and for an n or a ratio that
 *   is not above 0; `insufficient_data` for a design with several looks that ends with fewer
 *   expected events in the smaller variant than the score test reads, or than ten where it is always valid
 */
export function powerOfRates(treatment: number, n: number, plan: RatesPlan): number {
  const expected = checkRates(treatment, n, plan)
  const { alpha, side } = readSettings(plan)
  const { control, ratio = 1, design = { kind: 'fixed' } } = plan
  if (design.kind !== 'fixed') {
    const fewest = fewestOf(plan, design)
    if (expected >= fewest) return smoothPower(treatment, n, plan)
    throw new StatsError(
      'insufficient_data',
      `${expected} events are expected in the smaller variant at the end, and a plan of several looks starts at ${fewest}. Plan for more units, or read once.`,
    )
  }
  if (!isCounted(treatment, n, plan)) return smoothPower(treatment, n, plan)
  const units = wholeUnits(n, ratio)
  const planned = {
    control: { rate: control, n: units.control },
    treatment: { rate: treatment, n: units.treatment },
  }
  return countedPower(planned, alpha, side)
}

/** The same by the normal distribution alone, which rises with every unit; 0 where there is none. */
export function smoothPower(treatment: number, n: number, plan: RatesPlan): number {
  const expected = checkRates(treatment, n, plan)
  const { alpha, side } = readSettings(plan)
  const { control, ratio = 1, design = { kind: 'fixed' } } = plan
  const pooled = (control + ratio * treatment) / (1 + ratio)
  const nullError = Math.sqrt((pooled * (1 - pooled) * (1 + 1 / ratio)) / n)
  const error = Math.sqrt((control * (1 - control) + (treatment * (1 - treatment)) / ratio) / n)
  const drift = standardise(treatment - control, error)
  if (design.kind !== 'fixed' && expected < fewestOf(plan, design)) return 0
  const readError = nullError / error
  return designPower(design, { drift, units: n * (1 + ratio), alpha, side, readError }).power
}

/**
 * The largest difference in a direction of which a design can tell anything: with several looks,
 * rates nearer to 0 or 1 leave fewer events than it starts with.
 */
export function largestDifference(n: number, direction: 'rise' | 'fall', plan: RatesPlan): number {
  checkRates(plan.control, n, plan)
  const { control, ratio = 1, design = { kind: 'fixed' } } = plan
  const room = (direction === 'rise' ? 1 - control : control) * (1 - 1e-12)
  if (design.kind === 'fixed') return room
  const least = fewestOf(plan, design) / Math.min(n, n * ratio)
  const toEdge = (direction === 'rise' ? 1 - least - control : control - least) * (1 - 1e-12)
  return Math.min(room, (toEdge * (1 + ratio)) / ratio)
}

/** Whether the power of a plan is added up over whole units. */
export function isCounted(treatment: number, n: number, plan: RatesPlan): boolean {
  const { design = { kind: 'fixed' } } = plan
  const fewest = fewestRead(plan)
  // Counts spread by their root: of so many more hardly a table has few. Of five that is fifteen.
  const most = Math.min(MOST_COUNTED, fewest + 2 * Math.sqrt(FEWEST_EXPECTED * fewest))
  return design.kind === 'fixed' && checkRates(treatment, n, plan) < most
}

/** The next whole units; a number that is whole but for rounding stays that number. */
export function wholeUnits(
  n: number,
  ratio: number,
): { readonly control: number; readonly treatment: number } {
  const whole = (value: number): number => Math.ceil(value - 1e-7)
  return { control: Math.max(1, whole(n)), treatment: Math.max(1, whole(n * ratio)) }
}

/** Refuses a plan that cannot be. */
export function checkRatesPlan(plan: RatesPlan): void {
  checkRecord('plan', plan, 'control, ratio, design, power, alpha and side')
  checkOpenShare('control', plan.control)
  if (plan.ratio !== undefined) checkPositive('ratio', plan.ratio)
}

/** Refuses what cannot be; else the events that are expected in the smaller variant. */
function checkRates(treatment: number, n: number, plan: RatesPlan): number {
  checkRatesPlan(plan)
  checkOpenShare('treatment', treatment)
  checkPositive('n', n)
  const { control, ratio = 1 } = plan
  const pooled = (control + ratio * treatment) / (1 + ratio)
  return Math.min(n, n * ratio) * Math.min(pooled, 1 - pooled)
}

/** Expected events in the smaller variant from which on a plan of several looks is made. */
function fewestOf(plan: RatesPlan, { kind }: TestDesign): number {
  return kind === 'always_valid' ? FEWEST_SEQUENTIAL : fewestRead(plan)
}

/** Expected events in the smaller variant from which on the score test reads. */
function fewestRead(plan: RatesPlan): number {
  const { alpha, side } = readSettings(plan)
  const { ratio = 1 } = plan
  return fewestScored(alpha, side, ratio / (1 + ratio))
}
