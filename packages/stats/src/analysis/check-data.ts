import { StatsError } from '../errors.ts'
import { checkCount, checkNonNegative } from '../input/check.ts'
import type { AnalysisData, ByVariant } from './data.ts'
import { checkShape } from './check-shape.ts'
import { isDate } from './is-date.ts'
import type { AnalysisPlan } from './plan.ts'
import { sumUnits } from './whole-weeks.ts'

/** Refuses counts and days that cannot be, before anything is read from them. */
export function checkData(plan: AnalysisPlan, data: AnalysisData): void {
  checkShape(data)
  checkUnits('data.units', data.units)
  checkUnits('data.assigned', data.assigned)
  checkUnits('data.analysed', data.analysed)
  checkUnits('data.lived', data.lived)
  checkCount('data.unitsInSeveralVariants', data.unitsInSeveralVariants ?? 0)
  checkNonNegative('data.ranMs', data.ranMs ?? 0)
  const keys = new Set(plan.variants.map(({ key }) => key))
  for (const counts of [data.units, data.assigned, data.analysed, data.lived]) {
    for (const key of Object.keys(counts ?? {})) keys.add(key)
  }
  for (const [metric, missing] of Object.entries(data.missing ?? {})) {
    checkUnits(`data.missing.${metric}`, missing)
    checkParts(`data.missing.${metric}`, missing, 'exposed', data.units, Object.keys(missing))
  }
  if (data.assigned !== undefined) {
    checkParts('data.units', data.units, 'assigned', data.assigned, keys)
  }
  if (data.analysed !== undefined) {
    checkParts('data.analysed', data.analysed, 'exposed', data.units, keys)
  }
  if (data.lived !== undefined) {
    checkParts('data.lived', data.lived, 'exposed', data.units, keys)
  }
  checkDays(data)
  checkRising('data.emptyDays', data.emptyDays ?? [])
  checkAnnotations(data)
  checkSegments(data)
}

function checkUnits(name: string, units: ByVariant<number> | undefined): void {
  for (const [variant, count] of Object.entries(units ?? {}))
    checkCount(`${name}.${variant}`, count)
}

/** No more units at a later stage than at an earlier one. */
function checkParts(
  name: string,
  parts: ByVariant<number>,
  of: string,
  whole: ByVariant<number>,
  keys: Iterable<string>,
): void {
  for (const key of keys) {
    const [part, all] = [countOf(parts, key), countOf(whole, key)]
    if (part <= all) continue
    throw new StatsError(
      'invalid_input',
      `${name}.${key} is ${part}, and ${all} units were ${of}. Count each unit once, up to the same moment.`,
    )
  }
}

/** Units are first exposed on one day, so all days together have no more than there are. */
function checkDays({ days = [], units: all }: AnalysisData): void {
  checkRising(
    'data.days',
    days.map(({ day }) => day),
    '.day',
  )
  for (const [index, { units }] of days.entries()) checkUnits(`data.days[${index}].units`, units)
  checkSums('All data.days together', days, all)
}

function checkRising(name: string, days: readonly string[], member = ''): void {
  let previous = ''
  for (const [index, day] of days.entries()) {
    if (!isDate(day) || day <= previous) {
      throw new StatsError(
        'invalid_input',
        `${name}[${index}]${member} is ${day}${previous && `, after ${previous}`}. Give rising dates such as 2026-11-26.`,
      )
    }
    previous = day
  }
}

/** What happened outside did so on a day, which a reader looks for among the others. */
function checkAnnotations({ annotations = [] }: AnalysisData): void {
  for (const [index, { day }] of annotations.entries()) {
    if (isDate(day)) continue
    throw new StatsError(
      'invalid_input',
      `data.annotations[${index}].day is ${day}. Give a date such as 2026-11-26.`,
    )
  }
}

/** A unit has one value of a segment, so all values together have no more than there are. */
function checkSegments({ segments = {}, units: all }: AnalysisData): void {
  for (const [segment, values] of Object.entries(segments)) {
    for (const { value, units } of values) {
      checkUnits(`data.segments.${segment}.${value}.units`, units)
    }
    checkSums(`All values of data.segments.${segment} together`, values, all)
  }
}

function checkSums(
  name: string,
  parts: readonly { readonly units: ByVariant<number> }[],
  all: ByVariant<number>,
): void {
  const sums = sumUnits(parts)
  for (const key of Object.keys(sums)) {
    const [sum, whole] = [countOf(sums, key), countOf(all, key)]
    if (sum <= whole) continue
    throw new StatsError(
      'invalid_input',
      `${name} have ${sum} units in "${key}", and ${whole} were exposed. Count each unit once.`,
    )
  }
}

function countOf(units: ByVariant<number>, key: string): number {
  return Object.hasOwn(units, key) ? (units[key] as number) : 0
}
