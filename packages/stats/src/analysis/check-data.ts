import { StatsError } from '../errors.ts'
import { checkCount } from '../input/check.ts'
import type { AnalysisData, ByVariant } from './data.ts'
import type { AnalysisPlan } from './plan.ts'

/** Refuses counts and days that cannot be, before anything is read from them. */
export function checkData(plan: AnalysisPlan, data: AnalysisData): void {
  checkShape(data)
  checkUnits('data.units', data.units)
  checkUnits('data.assigned', data.assigned)
  checkUnits('data.analysed', data.analysed)
  checkCount('data.unitsInSeveralVariants', data.unitsInSeveralVariants ?? 0)
  for (const [metric, missing] of Object.entries(data.missing ?? {})) {
    checkUnits(`data.missing.${metric}`, missing)
    for (const { key } of plan.variants) {
      checkPart(`data.missing.${metric}.${key}`, missing[key], 'exposed', data.units[key])
    }
  }
  for (const { key } of plan.variants) {
    if (data.assigned !== undefined) {
      checkPart(`data.units.${key}`, data.units[key], 'assigned', data.assigned[key])
    }
    if (data.analysed !== undefined) {
      checkPart(`data.analysed.${key}`, data.analysed[key], 'exposed', data.units[key])
    }
  }
  checkDays(data)
}

/** Data that came from outside, as JSON, and is not even of the right form. */
function checkShape(data: unknown): void {
  const { units, metrics } = (isRecord(data) ? data : {}) as { units?: unknown; metrics?: unknown }
  if (isRecord(units) && isRecord(metrics) && Object.values(metrics).every(isRecord)) return
  throw new StatsError(
    'invalid_input',
    'The data is not of the right form. Give an object with units by variant and metrics by name.',
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function checkUnits(name: string, units: ByVariant<number> | undefined): void {
  for (const [variant, count] of Object.entries(units ?? {}))
    checkCount(`${name}.${variant}`, count)
}

function checkPart(name: string, part = 0, of: string, all = 0): void {
  if (part <= all) return
  throw new StatsError(
    'invalid_input',
    `${name} is ${part}, and ${all} units were ${of}. Count each unit once, up to the same moment.`,
  )
}

function checkDays({ days = [] }: AnalysisData): void {
  let previous = ''
  for (const [index, { day, units }] of days.entries()) {
    const isDate = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day))
    if (!isDate || day <= previous) {
      throw new StatsError(
        'invalid_input',
        `data.days[${index}].day is ${day}${previous && `, after ${previous}`}. Give rising dates such as 2026-11-26.`,
      )
    }
    checkUnits(`data.days[${index}].units`, units)
    previous = day
  }
}
