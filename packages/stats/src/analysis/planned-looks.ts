import { StatsError } from '../errors.ts'
import { checkPositive } from '../input/check.ts'
import { checkData } from './check-data.ts'
import type { AnalysisData, TakenLook } from './data.ts'
import type { AnalysisPlan, StoppingRule } from './plan.ts'
import type { Decision } from './verdict.ts'

/** A look that a plan says. */
export interface PlannedLook {
  /** From 0 on. */
  readonly look: number
  /** It is taken when so many units are there. */
  readonly units: number
}

/** How the planned looks have gone so far. */
export interface LooksRead {
  /** The look that is told: the first that decided, or the last. `null` before the first. */
  readonly shown: number | null
  readonly taken: readonly {
    readonly look: number
    /** Epoch milliseconds. */
    readonly at: number
    readonly units: number
    /** What it said for itself. */
    readonly decision: Decision
  }[]
  /** What is looked at next; `null` after the last, and after a decision. */
  readonly next: PlannedLook | null
}

/**
 * The looks that a stopping rule says; none where it may be read at any time.
 *
 * @throws StatsError `invalid_input` for units or fractions that are not above 0
 */
export function plannedLooks(stopping: StoppingRule): readonly PlannedLook[] {
  if (stopping.kind === 'always_valid') return []
  const fractions = stopping.kind === 'fixed' ? [1] : stopping.fractions
  return fractions.map((fraction, look) => {
    const units = Math.ceil(fraction * stopping.units)
    checkPositive('fraction', fraction)
    checkPositive('units', units)
    return { look, units }
  })
}

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
  if (when !== undefined && !Number.isFinite(when)) fail(`data.at is ${when}. Give milliseconds.`)
  if (data.looks === undefined) return
  if (single !== undefined || when !== undefined)
    fail('Give data.looks, or one look by data.look and data.at, and not both.')
  const planned = plannedLooks(plan.stopping)
  let previous: TakenLook | undefined
  for (const [index, taken] of looks.entries()) {
    const name = `data.looks[${index}]`
    const { look, at } = taken
    const units = planned[look]?.units
    if (units === undefined)
      fail(`${name}.look is ${look}. The plan has ${planned.length} looks, from 0 on.`)
    if (previous !== undefined && (look <= previous.look || at < previous.at))
      fail(`${name} comes after look ${previous.look}. Give looks in the order they were taken.`)
    if (!Number.isFinite(at)) fail(`${name}.at is ${at}. Give milliseconds.`)
    checkData(plan, taken.data)
    const there = Object.values(taken.data.units).reduce((sum, count) => sum + count, 0)
    if (there < (units as number))
      fail(`${name} is planned at ${units} units, and has ${there}. Take it when they are there.`)
    previous = taken
  }
}
