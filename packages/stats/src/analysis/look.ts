import { StatsError } from '../errors.ts'
import { compareRatesExact, liftOfRatesExact } from '../rates/compare-rates-exact.ts'
import { asymptoticSequence, checkSequentialMinimum } from '../sequential/asymptotic.ts'
import type { GroupSequentialBounds } from '../sequential/group-sequential.ts'
import { groupSequentialBounds, readLook } from '../sequential/group-sequential.ts'
import type { TestResult } from '../tests/result.ts'
import { criticalValue, tailOf } from '../tests/wald.ts'
import { countedUnits } from './counted-units.ts'
import type { AnalysisData } from './data.ts'
import { eventsTest } from './events.ts'
import { isFirstDay } from './first-day.ts'
import { checkLopsided } from './lopsided.ts'
import type { Measured } from './measured.ts'
import { isRefusal } from './refusal.ts'
import type { AnalysisPlan } from './plan.ts'
import { unitsOfLook } from './planned-looks.ts'
import type { Scale } from './scale.ts'

/** Where an experiment stands in its stopping rule. */
export interface Progress {
  /** Exposed units of all variants. */
  readonly units: number
  /** Of these, those that have lived what decides, where the data tells them: the plan counts them. */
  readonly lived?: number
  /** True when the plan has no later look. */
  readonly isEnded: boolean
  /** True when the stopping rule allows to decide now. */
  readonly mayDecide: boolean
  /** True before its first full day is over: only counts are told, and nothing is decided. */
  readonly isFirstDay: boolean
  /** True where the plan waits for longer than it has run, however many units there are. */
  readonly isEarly?: true
  /** Of a group-sequential plan: the look that the units have reached. */
  readonly look?: number
}

/** How a difference is read at this look: by its test, at an alpha of the look. */
export interface Reading {
  readonly alpha: number
  read(measured: Measured, scale: 'difference' | 'lift'): TestResult
}

/** Tells where an experiment stands. */
export function progressOf(plan: AnalysisPlan, data: AnalysisData): Progress {
  const isYoung = isFirstDay(data)
  const { mayDecide, ...progress } = ruled(plan, data)
  return { ...progress, mayDecide: mayDecide && !isYoung, isFirstDay: isYoung }
}

/** Where it stands by its stopping rule alone. */
function ruled(plan: AnalysisPlan, data: AnalysisData): Omit<Progress, 'isFirstDay'> {
  const { stopping } = plan
  const units = countedUnits({ units: data.units })
  const counted = countedUnits(data)
  const isEarly =
    stopping.kind === 'fixed' && (data.ranMs ?? Infinity) < (stopping.notBeforeMs ?? 0)
  const known = {
    units,
    ...(data.lived !== undefined && { lived: counted }),
    ...(isEarly && { isEarly }),
  }
  if (stopping.kind === 'always_valid') {
    const isEnded = data.isOver === true || counted >= (stopping.maximumUnits ?? Infinity)
    return { ...known, isEnded, mayDecide: true }
  }
  if (data.looks !== undefined) {
    // What came in between two looks, or after the last, is not read.
    const isByLook = stopping.kind === 'group_sequential'
    return { ...known, isEnded: false, mayDecide: false, ...(isByLook && { look: -1 }) }
  }
  if (stopping.kind === 'fixed') {
    const isEnded = counted >= stopping.units && !isEarly
    return { ...known, isEnded, mayDecide: isEnded }
  }
  const { fractions } = stopping
  const reached = fractions.findLastIndex(
    (fraction) => counted >= unitsOfLook(stopping.units, fraction),
  )
  const look = data.look ?? reached
  if (!Number.isInteger(look) || look < -1 || look > reached) {
    throw new StatsError(
      'invalid_input',
      `data.look is ${look}, and ${counted} units have reached look ${reached}. Read a look when its units are there.`,
    )
  }
  const isEnded = look >= fractions.length - 1
  return { ...known, isEnded, mayDecide: look >= 0, look }
}

/** A reading so much later than planned is a second one, as a rule. */
const OVERSHOOT = 1.05

/** What has to be said of a reading that comes after its time, which invites to read again. */
export function overshootOf(
  { stopping }: AnalysisPlan,
  { units, lived = units, look }: Progress,
  { at, looks }: Pick<AnalysisData, 'at' | 'looks'>,
): string | undefined {
  // Looks are taken at their time, and what is beside them is none.
  if (stopping.kind === 'always_valid' || at !== undefined || looks !== undefined) return undefined
  // What waits for its time has more units by then, as planned.
  if (stopping.kind === 'fixed' && stopping.notBeforeMs !== undefined) return undefined
  const fraction =
    stopping.kind === 'fixed' ? 1 : (stopping.fractions[Math.max(0, look as number)] as number)
  const planned = unitsOfLook(stopping.units, fraction)
  if (lived <= OVERSHOOT * planned) return undefined
  return `The plan reads at ${planned} units, and there are ${lived}: alpha holds for one reading there, not for more after it.`
}

/** The test that the plan's stopping rule asks for, at alpha over all looks. */
export function readingOf(plan: AnalysisPlan, progress: Progress, alpha: number): Reading {
  const { stopping } = plan
  if (stopping.kind === 'fixed') return readOnceAt(alpha)
  if (stopping.kind === 'always_valid') {
    const { tunedFor } = stopping
    return { alpha, read: (measured, scale) => sequence(measured, scale, alpha, tunedFor) }
  }
  const look = Math.max(0, progress.look as number)
  // Later looks do not change the boundary of this one.
  const bounds = groupSequentialBounds({
    fractions: stopping.fractions.slice(0, look + 1),
    alpha,
    ...(stopping.spending !== undefined && { spending: stopping.spending }),
  })
  const nominal = bounds.nominalAlphas[look] ?? alpha
  return {
    alpha: nominal,
    read: (measured, scale) => {
      if (measured.few !== undefined) {
        if (nominal === 0) refuseUnspent(look)
        return answered(measured, scale, nominal)
      }
      checkLopsided(measured)
      return lookAt(scaleOf(measured, scale), bounds, look)
    },
  }
}

/** A look at next to nothing of the information, or after all, has no alpha that an exact test could keep. */
function refuseUnspent(look: number): never {
  throw new StatsError(
    'insufficient_data',
    `No alpha is spent on look ${look}, which comes so early, or after one that came so late that it spent all; and few events are expected. Wait for the next look, if there is one.`,
  )
}

/**
 * A scale at one look. A boundary is of a normal statistic; Student's t is held against the one of
 * the same tail, for a few units are not known better at a look than by a test that is read once.
 * Normal values found to differ where they do not, over five looks: 5.0 % at 4 to 20 units, 4.9 %
 * to 40 and 5.5 % to 100 (Pocock), by the normal distribution 20 %, 11 % and 7 %.
 *
 * @see Pocock (1977), Group sequential methods in the design and analysis of clinical trials, Biometrika 64, for boundaries as levels of t
 */
function lookAt(
  { method: of, estimate, standardError, statistic, df, intervalAt, said }: Scale,
  bounds: GroupSequentialBounds,
  look: number,
): ReturnType<typeof readLook> {
  const reached = readLook({ estimate: statistic, standardError: 1 }, bounds, look)
  const nominal = bounds.nominalAlphas[look] as number
  const tail = tailOf(statistic, df, 'two_sided')
  const hasTail = df !== undefined && nominal > 0
  const reach = hasTail ? criticalValue(nominal, 'two_sided', df) : (bounds.bounds[look] as number)
  return {
    ...reached,
    settings: { ...reached.settings, of, ...said },
    estimate,
    standardError,
    ...(df !== undefined && { df }),
    ...tail,
    isCrossed: hasTail ? tail.p <= nominal : reached.isCrossed,
    interval: intervalAt(reach),
  }
}

/** A test that is read once, at alpha. */
export function readOnceAt(alpha: number): Reading {
  return { alpha, read: (measured, scale) => answered(measured, scale, alpha) }
}

/** A test that is read once: exact where counts are few. A lift that was refused is refused again. */
export function answered(
  measured: Measured,
  scale: 'difference' | 'lift',
  alpha: number,
): TestResult {
  if (measured.few !== undefined) {
    const { control, treatment } = measured.few
    return scale === 'difference'
      ? compareRatesExact(control, treatment, { alpha })
      : liftOfRatesExact(control, treatment, { alpha })
  }
  checkLopsided(measured)
  return testOf(scaleOf(measured, scale), alpha)
}

/** The two-sided test of a scale that is read once. */
export function testOf(
  { method, estimate, standardError, statistic, df, intervalAt, said }: Scale,
  alpha: number,
): TestResult {
  return {
    method,
    settings: { alpha, side: 'two_sided', ...said },
    estimate,
    standardError,
    statistic,
    ...(df !== undefined && { df }),
    ...tailOf(statistic, df, 'two_sided'),
    interval: intervalAt(criticalValue(alpha, 'two_sided', df)),
  }
}

/** The always-valid reading, from the minimum on that it needs. */
export function sequence(
  measured: Measured,
  scale: 'difference' | 'lift',
  alpha: number,
  tunedFor?: number,
): TestResult {
  if (measured.events !== undefined) return eventsTest(measured.events, alpha)
  return sequenceOf(measured, scaleOf(measured, scale), alpha, tunedFor)
}

/** A scale read by a confidence sequence. */
export function sequenceOf(
  { control, treatment, rate }: Measured,
  { method: of, estimate, standardError, statistic, intervalAt, said }: Scale,
  alpha: number,
  tunedFor?: number,
): TestResult {
  checkSequentialMinimum(control, treatment, rate)
  const n = control.n + treatment.n
  const settings = { alpha, ...(tunedFor !== undefined && { tunedFor }) }
  const { interval } = asymptoticSequence({ estimate: 0, standardError: 1, n }, settings)
  const sequence = asymptoticSequence({ estimate: statistic, standardError: 1, n }, settings)
  return {
    ...sequence,
    settings: { ...sequence.settings, of, ...said },
    estimate,
    standardError,
    interval: intervalAt(interval.high),
  }
}

function scaleOf(measured: Measured, scale: 'difference' | 'lift'): Scale {
  const answer = measured[scale]
  if (isRefusal(answer)) throw new StatsError(answer.refused, answer.message)
  return answer
}
