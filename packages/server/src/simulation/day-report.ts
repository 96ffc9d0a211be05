import { replay, type RolloutState } from '@sluice/rollout'
import { decisionsOf } from '../rollouts/decision-rows.ts'
import { requireRollout } from '../rollouts/rollout-rows.ts'
import type { DaySize } from './day-size.ts'
import { judgeDay } from './judge-day.ts'
import type { DayEnd, Scenario } from './scenario.ts'
import { DAY, type SimulatedService } from './simulated-service.ts'

/** Hours of traffic before the start, without which no plan may start. */
export const WARM_HOURS = 2

/** What was seen at one tick. */
export interface Sample {
  readonly hour: number
  readonly shareBps: number
  readonly state: RolloutState['name']
  /** Crash rates, as they were measured; absent where they were not. */
  readonly control?: number
  readonly treatment?: number
}

/** How a day went. */
export interface DayReport {
  readonly scenario: Pick<Scenario, 'name' | 'title' | 'must' | 'brokenFrom'>
  readonly samples: readonly Sample[]
  readonly end: DayEnd
  readonly holds: boolean
  /** Why it does not hold. */
  readonly fault?: string
  /** Why nobody can tell whether it ended as it must. */
  readonly tooShort?: string
  readonly people: number
  readonly exposures: number
  /** People who had the treatment before it was rolled back. */
  readonly treated: number
  /** Those of them who had it while it did harm. */
  readonly harmed: number
  /** Hours from the first harm to the rollback; `undefined` where there was neither. */
  readonly detectedAfterHours?: number
  readonly rule: string
  readonly decisions: number
  readonly spentMs: number
}

/** Reads how a day went, and whether it went as it must. */
export async function reportOf(
  { store }: SimulatedService,
  day: {
    readonly scenario: Scenario
    readonly size: DaySize
    readonly samples: readonly Sample[]
    readonly id: string
    readonly met: number
    readonly exposures: number
    readonly treated: number
    readonly harmed: number
    readonly spentMs: number
  },
): Promise<DayReport> {
  const { scenario, size, samples, id, met, exposures, treated, harmed, spentMs } = day
  const { plan, state } = await store.read(async (db) => requireRollout(db, DAY, id))
  const rows = await store.read(async (db) => decisionsOf(db, id, { limit: 10_000 }))
  const log = rows.toReversed().map(({ entry }) => entry)
  const rollback = log.find(({ decision }) => decision.outcome === 'roll_back')
  const begun = log[0]?.event.at ?? 0
  const backAt = samples.find(
    ({ state: name }) => name === 'verifying' || name === 'rolled_back',
  )?.hour
  const { brokenFrom } = scenario
  const detectedAfterHours =
    backAt === undefined || brokenFrom === undefined ? undefined : backAt - brokenFrom
  const end = endOf(state)
  const different = replay(plan, log).filter(({ isSame }) => !isSame)
  const rises = samples.filter(
    ({ shareBps }, index) => shareBps > (samples[index - 1]?.shareBps ?? shareBps),
  )
  const afterRollback = samples.slice(samples.findIndex((sample) => sample.state === 'rolled_back'))
  const rosAgain = rollback !== undefined && afterRollback.some(({ shareBps }) => shareBps > 0)
  const { must } = scenario
  const judged = judgeDay({ scenario, size, beginHour: WARM_HOURS, end, detectedAfterHours })
  const { tooShort } = judged
  const faults = [
    ...judged.faults,
    ...(different.length === 0 ? [] : [`${different.length} decisions do not replay`]),
    ...(rosAgain ? ['the share rose after the rollback'] : []),
    ...(rises.length > 1 ? [`the share rose ${rises.length} times without an approval`] : []),
    ...(begun === 0 ? ['it never began'] : []),
  ]
  return {
    scenario: {
      name: scenario.name,
      title: scenario.title,
      must,
      ...(brokenFrom !== undefined && { brokenFrom }),
    },
    samples,
    end,
    holds: faults.length === 0,
    ...(faults.length > 0 && { fault: faults.join('; ') }),
    ...(tooShort !== undefined && { tooShort }),
    people: met,
    exposures,
    treated,
    harmed,
    ...(detectedAfterHours !== undefined && { detectedAfterHours }),
    rule: rows[0]?.rule ?? '',
    decisions: rows.length,
    spentMs,
  }
}

function endOf({ name, step }: RolloutState): DayEnd {
  if (name === 'verifying' || name === 'rolled_back' || name === 'rolling_back')
    return 'rolled back'
  if (name === 'paused') return 'paused'
  return step > 0 ? 'went on' : 'held'
}
