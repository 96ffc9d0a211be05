import type { GuardrailTest, RolloutPlan } from '../src/index.ts'
import { parsePlan } from '../src/schema.ts'
import { runRollout, type Run } from './world.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What a scenario says: how it went, beside what must hold. */
export interface Finding {
  readonly id: string
  readonly title: string
  readonly runs: number
  readonly share: number
  readonly must: string
  readonly holds: boolean
  readonly more: string
}

/** The plan of the simulation: a day each of 1 %, 10 %, half and 80 %. */
export function simulatedPlan(
  tickMs: number,
  test: GuardrailTest = 'event_count_sequential',
): RolloutPlan {
  const monitored = {
    holdMs: DAY_MS,
    maxWaitMs: 7 * DAY_MS,
    monitored: true,
    minUnitsPerVariant: 500,
  }
  return parsePlan({
    flag: 'new-checkout',
    rule: 'split',
    treatment: 'on',
    control: 'off',
    steps: [
      { name: 'canary', shareBps: 100, ...monitored },
      { name: 'tenth', shareBps: 1_000, ...monitored, approval: 'the owner' },
      { name: 'half', shareBps: 5_000, ...monitored },
      { name: 'most', shareBps: 8_000, ...monitored },
      { name: 'all', shareBps: 10_000 },
    ],
    guardrails: [
      {
        metric: 'crash_rate',
        direction: 'lower_is_better',
        marginRelative: 0,
        test,
        alpha: 0.05,
        onRegression: 'roll_back',
      },
    ],
    on: { inconclusive: 'hold', noData: 'hold', srm: 'pause' },
    tickMs,
    silenceMs: 6 * HOUR_MS,
    rollback: { verifyWithinMs: HOUR_MS, cooldownMs: DAY_MS },
  })
}

/** Runs every scenario; the seeds make two runs give the same numbers. */
export function findings(runs: number, seed = 1): readonly Finding[] {
  const plan = simulatedPlan(HOUR_MS)
  const base = { unitsPerDay: 200_000, maxDays: 20 }
  const asymptotic = simulatedPlan(HOUR_MS, 'asymptotic_cs')
  const world = (control: number, treatment: number, from: number, by = plan): Run[] =>
    Array.from({ length: runs }, (_, index) =>
      runRollout(by, { ...base, crashRate: { control, treatment }, seed: from + index }),
    )
  const same = world(0.01, 0.01, seed * 1_000_000)
  const worse = world(0.01, 0.03, seed * 2_000_000)
  const rare = world(0.0005, 0.0005, seed * 3_000_000, asymptotic)
  const sudden = world(0, 0.3, seed * 4_000_000, asymptotic)
  const tripled = world(0.01, 0.03, seed * 5_000_000, asymptotic)
  const falseShare = share(same, isBack)
  const completed = share(same, ({ state }) => state.name === 'completed')
  const paused = share(same, ({ state }) => state.pausedBy === 'mismatch')
  return [
    {
      id: 'AA',
      title: 'A/A: both crash at 1 %, a day each of 1 %, 10 %, half and 80 %',
      runs,
      share: falseShare,
      must: 'rolled back in at most 5 % (alpha)',
      holds: falseShare <= 0.05,
      more: `${percent(completed)} went through to the end, ${percent(paused)} paused over their split`,
    },
    foundIn(worse, {
      id: 'CRASH',
      title: 'crashes rise from 1 % to 3 % on a 1 % canary of 200,000 units a day',
    }),
    {
      id: 'AA-RARE',
      title: 'A/A by asymptotic_cs: both crash at 0.05 %',
      runs,
      share: share(rare, isBack),
      must: 'rolled back in at most 5 % (alpha)',
      holds: share(rare, isBack) <= 0.05,
      more: 'most of them have too few crashes ever to leave the canary',
    },
    foundIn(sudden, {
      id: 'CRASH-NONE',
      title: 'none crashes in the control, and 30 % on the canary, by asymptotic_cs',
    }),
    foundIn(tripled, { id: 'CRASH-CS', title: 'from 1 % to 3 % by asymptotic_cs' }),
  ]
}

const isBack = ({ detectedAfterMs }: Run): boolean => detectedAfterMs !== undefined

/** How many harmful rollouts came back from their canary, and how soon. */
function foundIn(worse: readonly Run[], named: Pick<Finding, 'id' | 'title'>): Finding {
  const found = worse.filter((run) => isBack(run) && run.state.step === 0)
  const foundShare = found.length / worse.length
  const hours = found
    .map(({ detectedAfterMs = 0 }) => detectedAfterMs / HOUR_MS)
    .toSorted((a, b) => a - b)
  const exposed = found.map(({ exposed: units }) => units).toSorted((a, b) => a - b)
  return {
    ...named,
    runs: worse.length,
    share: foundShare,
    must: 'rolled back from the canary in at least 95 %',
    holds: foundShare >= 0.95,
    more: `median ${middle(hours)} h and ${middle(exposed)} units exposed; nine in ten within ${hours[Math.floor(hours.length * 0.9)] ?? '-'} h`,
  }
}

/** Runs rollout-days of the machine alone. @returns how many a second, with `now` in milliseconds */
export function rolloutDaysPerSecond(days: number, now: () => number, tickMs = HOUR_MS): number {
  const plan = simulatedPlan(tickMs)
  const world = { unitsPerDay: 200_000, maxDays: 20, crashRate: { control: 0.01, treatment: 0.01 } }
  const startedAt = now()
  let ticks = 0
  for (let seed = 0; (ticks * tickMs) / DAY_MS < days; seed++)
    ticks += runRollout(plan, { ...world, seed }).ticks
  return ((ticks * tickMs) / DAY_MS / (now() - startedAt)) * 1_000
}

function share(runs: readonly Run[], holds: (run: Run) => boolean): number {
  return runs.filter(holds).length / runs.length
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
