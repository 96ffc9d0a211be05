import { StatsError } from '../errors.ts'
import { checkData } from './check-data.ts'
import { countedUnits } from './counted-units.ts'
import type { AnalysisData, TakenLook } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import type { PlannedLook } from './planned-looks.ts'
import { plannedLooks } from './planned-looks.ts'

/** The last millisecond that has a date, counted from 1970 on. */
const LAST_MS = 8.64e15
const MOMENT = 'Give milliseconds since 1970 of a day in a calendar.'

/**
 * Refuses looks that the plan does not say, or that came before their units.
 *
 * @throws StatsError `invalid_input`
 */
export function checkLooks(plan: AnalysisPlan, data: AnalysisData): void {
  const { looks = [], look: single, at: when } = data
  const fail = (message: string): never => {
    throw new StatsError('invalid_input', message)
  }
  if (when !== undefined && !isMoment(when)) fail(`data.at is ${when}. ${MOMENT}`)
  if (data.looks === undefined) return
  if (single !== undefined || when !== undefined)
    fail('Give data.looks, or one look by data.look and data.at, and not both.')
  const planned = plannedLooks(plan.stopping)
  let previous: TakenLook | undefined
  for (const [index, taken] of looks.entries()) {
    const name = `data.looks[${index}]`
    const { look, at } = taken
    const { units, notBeforeMs = 0 } = planned[look] ?? anyLook(plan, look) ?? {}
    if (units === undefined)
      fail(
        planned.length === 0
          ? `${name}.look is ${look}. Number looks from 0 on.`
          : `${name}.look is ${look}. The plan has ${planned.length} looks, from 0 on.`,
      )
    if (previous !== undefined && (look <= previous.look || at < previous.at))
      fail(`${name} comes after look ${previous.look}. Give looks in the order they were taken.`)
    if (!isMoment(at)) fail(`${name}.at is ${at}. ${MOMENT}`)
    checkData(plan, taken.data)
    const there = countedUnits(taken.data)
    if (there < (units as number))
      fail(`${name} is planned at ${units} units, and has ${there}. Take it when they are there.`)
    if ((taken.data.ranMs ?? Infinity) < notBeforeMs)
      fail(`${name} comes after ${taken.data.ranMs} ms, and the plan waits for ${notBeforeMs}.`)
    previous = taken
  }
}

/** A plan that may be read at any time has as many looks as were kept of it. */
function anyLook({ stopping }: AnalysisPlan, look: number): PlannedLook | undefined {
  const isOne = stopping.kind === 'always_valid' && Number.isInteger(look) && look >= 0
  return isOne ? { look, units: 0 } : undefined
}

function isMoment(at: unknown): boolean {
  return typeof at === 'number' && Math.abs(at) <= LAST_MS
}
