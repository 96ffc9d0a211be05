import { CLOSEST_LOOKS } from '../sequential/spending.ts'
import { countedUnits } from './counted-units.ts'
import type { TakenLook } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import { unitsOfLook } from './planned-looks.ts'

/** A look with so many times its units is late. */
const LATE = 1.05

/**
 * The plan with the information that its looks had. Alpha is spent by what is there, whenever that
 * is, so a look that came late has the boundary of its own time, and so has every look after it: at
 * that of the planned one, false alarms would add up to more than alpha. A look in time has the
 * boundary that was planned.
 *
 * @param looks - up to the one that is read
 * @see Lan, DeMets (1983), Discrete sequential boundaries for clinical trials, Biometrika 70
 */
export function asTaken(plan: AnalysisPlan, looks: readonly TakenLook[]): AnalysisPlan {
  const { stopping } = plan
  if (stopping.kind !== 'group_sequential' || !looks.some((taken) => isLate(plan, taken)))
    return plan
  let isAfterLate = false
  let previous = 0
  const fractions = stopping.fractions.map((planned, look) => {
    const taken = looks.find((one) => one.look === look)
    if (taken !== undefined && isLate(plan, taken)) isAfterLate = true
    const there = isAfterLate && taken !== undefined ? unitsOf(taken) / stopping.units : planned
    // A look at what the one before had is next to none.
    previous = Math.max(there, previous * (1 + 2 * CLOSEST_LOOKS))
    return previous
  })
  return { ...plan, stopping: { ...stopping, fractions } }
}

/** What has to be said of looks that came late. */
export function lateNote(plan: AnalysisPlan, looks: readonly TakenLook[]): string[] {
  const { stopping } = plan
  if (stopping.kind !== 'group_sequential') return []
  return looks
    .filter((taken) => isLate(plan, taken))
    .map((taken) => {
      const planned = unitsOfLook(stopping.units, stopping.fractions[taken.look] as number)
      const isAll = unitsOf(taken) >= stopping.units && taken.look < stopping.fractions.length - 1
      const rest = isAll ? ', which spends all of alpha, so no later look finds anything' : ''
      return `Look ${taken.look + 1} was planned at ${planned} units and taken at ${unitsOf(taken)}: it has the boundary of what was there${rest}.`
    })
}

function isLate({ stopping }: AnalysisPlan, taken: TakenLook): boolean {
  if (stopping.kind !== 'group_sequential') return false
  const planned = unitsOfLook(stopping.units, stopping.fractions[taken.look] as number)
  return unitsOf(taken) > LATE * planned
}

function unitsOf({ data }: TakenLook): number {
  return countedUnits(data)
}
