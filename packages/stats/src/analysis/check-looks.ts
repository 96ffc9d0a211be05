import { StatsError } from '../errors.ts'
import { checkData } from './check-data.ts'
import { checkBothTrue, checkSince } from './contradictions.ts'
import { countedUnits } from './counted-units.ts'
import type { AnalysisData, TakenLook } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import { plannedLooks, type PlannedLook } from './planned-looks.ts'

/** The last millisecond that has a date, counted from 1970 on; the first is as long before. */
export const LAST_MS = 8.64e15

/**
 * Refuses looks that the plan does not say, that came before their units, or that contradict one
 * another or what is there by now.
 *
 * @throws StatsError `invalid_input`
 */
export function checkLooks(plan: AnalysisPlan, data: AnalysisData): void {
  const { looks, look: single, at, days = [] } = data
  if (at !== undefined) {
    checkMoment('data.at', at)
    checkSince('data.at', at, 'data.days', days, 'all')
  }
  checkSingle(plan, single)
  if (looks === undefined) return
  if (single !== undefined || at !== undefined)
    fail('Give data.looks, or one look by data.look and data.at, and not both.')
  const planned = plannedLooks(plan.stopping)
  for (const [index, taken] of looks.entries()) {
    const name = `data.looks[${index}]`
    checkTaken(name, plan, planned, taken)
    // Everybody of the first days may have left.
    if (data.unitsMayLeave !== true) checkSince(`${name}.at`, taken.at, 'data.days', days, 'first')
    const previous = looks[index - 1]
    if (previous !== undefined) checkOrder(index, previous, taken)
  }
  checkTogether(data, looks)
}

/** A number of a look where the plan has no such look is a mistake that would go unseen. */
function checkSingle({ stopping }: AnalysisPlan, look: number | undefined): void {
  if (look === undefined || stopping.kind === 'group_sequential') return
  if (stopping.kind === 'always_valid')
    fail(`data.look is ${look}, and the plan has no looks: it may be read at any time.`)
  if (look !== 0) fail(`data.look is ${look}, and the plan has one look, which is 0.`)
}

/** One look for itself. */
function checkTaken(
  name: string,
  plan: AnalysisPlan,
  planned: readonly PlannedLook[],
  { look, at, data }: TakenLook,
): void {
  const { units, notBeforeMs = 0 } = planned[look] ?? anyLook(plan, look) ?? {}
  if (units === undefined) {
    return fail(
      plan.stopping.kind === 'always_valid'
        ? `${name}.look is ${look}. Number looks from 0 on.`
        : `${name}.look is ${look}. The plan has ${planned.length} looks, from 0 on.`,
    )
  }
  checkMoment(`${name}.at`, at)
  inLook(name, () => checkData(plan, data))
  checkSince(`${name}.at`, at, `${name}.data.days`, data.days ?? [], 'all')
  const there = countedUnits(data)
  if (there < units)
    fail(`${name} is planned at ${units} units, and has ${there}. Take it when they are there.`)
  if ((data.ranMs ?? Infinity) < notBeforeMs)
    fail(`${name} comes after ${data.ranMs} ms, and the plan waits for ${notBeforeMs}.`)
}

/** A plan that may be read at any time has as many looks as were kept of it. */
function anyLook({ stopping }: AnalysisPlan, look: number): PlannedLook | undefined {
  const isOne = stopping.kind === 'always_valid' && Number.isInteger(look) && look >= 0
  return isOne ? { look, units: 0 } : undefined
}

function checkOrder(index: number, previous: TakenLook, { look, at }: TakenLook): void {
  const [name, before] = [`data.looks[${index}]`, `data.looks[${index - 1}]`]
  if (look === previous.look)
    fail(`${name} and ${before} are both look ${look}. Give each look once, as it was taken first.`)
  if (look < previous.look)
    fail(`${name} is look ${look}, and ${before} is look ${previous.look}. ${IN_ORDER}`)
  if (at < previous.at) {
    fail(
      `${name}.at is ${at}, before ${previous.at} of ${before}, though look ${look} comes after look ${previous.look}. ${IN_ORDER}`,
    )
  }
}

const IN_ORDER = 'Give looks in the order they were taken.'

/** Every look beside the one before it, and the last beside what is there by now. */
function checkTogether(data: AnalysisData, looks: readonly TakenLook[]): void {
  const readings = [
    ...looks.map((taken, index) => ({ ...taken, name: `data.looks[${index}].data` })),
    { name: 'data', data },
  ]
  for (const [index, later] of readings.entries()) {
    const earlier = readings[index - 1]
    if (earlier !== undefined) checkBothTrue(earlier, later, data.unitsMayLeave === true)
  }
}

function checkMoment(name: string, at: unknown): void {
  if (typeof at === 'number' && Math.abs(at) <= LAST_MS) return
  fail(`${name} is ${String(at)}. Give milliseconds since 1970 of a day in a calendar.`)
}

/** What is wrong with the data of a look is not wrong with that of now. */
function inLook(name: string, check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof StatsError)) throw error
    throw new StatsError(error.category, `In ${name}: ${error.message}`)
  }
}

function fail(message: string): never {
  throw new StatsError('invalid_input', message)
}
