import type { ExperimentRun, Ruleset } from '@sluice/core'
import { plannedLooks } from '@sluice/stats'
import type { LiveEnvironments } from '../../live/live-environments.ts'
import { sealedPlan, type SealedPlan } from '../sealed-plan.ts'
import { dailyTimes, HOUR_MS, lookTimes } from './look-times.ts'

/** A run that may have a look to be taken. */
export interface DueRun {
  readonly environment: string
  readonly key: string
  readonly ruleset: Ruleset
  readonly run: ExperimentRun
  readonly plan: SealedPlan
  /** The last time that is due by now. */
  readonly dueAt: number
  /**
   * Another one with each full hour where units are waited for: a stopped run has no later time, and
   * may have later events.
   */
  readonly turn: number
}

/** Knows which runs nobody has looked at since their last due time, nor for an hour. */
export interface DueLooks {
  due(now: number): DueRun[]
  looked(run: DueRun): void
}

/** Makes one that has seen nothing yet, so that all that was missed is due. */
export function createDueLooks(
  live: Pick<LiveEnvironments, 'keys' | 'get'>,
  settleMs: number,
): DueLooks {
  let seen = new Map<string, string>()
  return {
    due(now) {
      const runs = live.keys().flatMap((environment) => {
        const ruleset = live.get(environment)?.ruleset
        return ruleset === undefined ? [] : runsOf(environment, ruleset, now - settleMs)
      })
      const known = runs.map(nameOf)
      seen = new Map([...seen].filter(([name]) => known.includes(name)))
      return runs.filter((run) => seen.get(nameOf(run)) !== turnOf(run))
    },
    looked: (run) => void seen.set(nameOf(run), turnOf(run)),
  }
}

function runsOf(environment: string, ruleset: Ruleset, until: number): DueRun[] {
  return Object.entries(ruleset.experiments).flatMap(([key, { run }]): DueRun[] => {
    if (run === undefined || run.status === 'planned') return []
    // The events of a simulation are still being made while it runs.
    if (run.simulated === true && run.status === 'running') return []
    const due = dueRun({ environment, key, ruleset, run }, until)
    return due === undefined ? [] : [due]
  })
}

/** A run with the last time by then at which a look may fall due; `undefined` where there is none. */
export function dueRun(
  of: Pick<DueRun, 'environment' | 'key' | 'ruleset' | 'run'>,
  until: number,
): DueRun | undefined {
  const { startedAt, stoppedAt } = of.run
  if (startedAt === undefined) return undefined
  const plan = sealedPlan(of.run.plan)
  const stretch = {
    startedAt,
    // Another allocation counts from later on, which its history tells.
    countedFrom: startedAt,
    from: startedAt,
    until,
    ...(stoppedAt !== undefined && { stoppedAt }),
  }
  if (plan.stopping.kind === 'always_valid') {
    const dueAt = dailyTimes(stretch).at(-1)?.at
    // A day has its look whoever came, so that none is waited for again.
    return dueAt === undefined ? undefined : { ...of, plan, dueAt, turn: 0 }
  }
  const [first] = plannedLooks(plan.stopping)
  if (first === undefined) return undefined
  const { notBeforeMs } = first
  const dueAt = lookTimes({ ...stretch, ...(notBeforeMs !== undefined && { notBeforeMs }) }).at(-1)
  if (dueAt === undefined) return undefined
  return { ...of, plan, dueAt, turn: Math.floor((until - startedAt) / HOUR_MS) }
}

function turnOf({ dueAt, turn }: DueRun): string {
  return `${dueAt} ${turn}`
}

function nameOf({ environment, key, run }: DueRun): string {
  return JSON.stringify([environment, key, run.startedAt])
}
