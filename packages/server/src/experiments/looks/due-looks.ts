import type { ExperimentRun, Ruleset } from '@sluice/core'
import { plannedLooks } from '@sluice/stats'
import type { LiveEnvironments } from '../../live/live-environments.ts'
import { sealedPlan, type SealedPlan } from '../sealed-plan.ts'
import { lookTimes } from './look-times.ts'

/** A run that may have a look to be taken. */
export interface DueRun {
  readonly environment: string
  readonly key: string
  readonly ruleset: Ruleset
  readonly run: ExperimentRun
  readonly plan: SealedPlan
  /** The last time that is due by now. */
  readonly dueAt: number
}

/** Knows which runs nobody has looked at since their last due time. */
export interface DueLooks {
  due(now: number): DueRun[]
  looked(run: DueRun): void
}

/** Makes one that has seen nothing yet, so that all that was missed is due. */
export function createDueLooks(
  live: Pick<LiveEnvironments, 'keys' | 'get'>,
  settleMs: number,
): DueLooks {
  let seen = new Map<string, number>()
  return {
    due(now) {
      const runs = live.keys().flatMap((environment) => {
        const ruleset = live.get(environment)?.ruleset
        return ruleset === undefined ? [] : runsOf(environment, ruleset, now - settleMs)
      })
      const known = runs.map(nameOf)
      seen = new Map([...seen].filter(([name]) => known.includes(name)))
      return runs.filter((run) => seen.get(nameOf(run)) !== run.dueAt)
    },
    looked: (run) => void seen.set(nameOf(run), run.dueAt),
  }
}

function runsOf(environment: string, ruleset: Ruleset, until: number): DueRun[] {
  return Object.entries(ruleset.experiments).flatMap(([key, { run }]): DueRun[] => {
    const { status, startedAt, stoppedAt, simulated } = run ?? {}
    if (run === undefined || startedAt === undefined || status === 'planned') return []
    // The events of a simulation are still being made while it runs.
    if (simulated === true && status === 'running') return []
    const plan = sealedPlan(run.plan)
    if (plannedLooks(plan.stopping).length === 0) return []
    const stretch = {
      startedAt,
      from: startedAt,
      until,
      ...(stoppedAt !== undefined && { stoppedAt }),
    }
    const dueAt = lookTimes(stretch).at(-1)
    return dueAt === undefined ? [] : [{ environment, key, ruleset, run, plan, dueAt }]
  })
}

function nameOf({ environment, key, run }: DueRun): string {
  return JSON.stringify([environment, key, run.startedAt])
}
