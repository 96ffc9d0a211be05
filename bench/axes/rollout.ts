import { lookAtMany } from '../../packages/server/src/rollouts/simulation/many-rollouts.ts'
import { runRollout } from '../../packages/rollout/simulation/world.ts'
import { simulatedPlan } from '../../packages/rollout/simulation/scenarios.ts'
import type { Effort } from '../measure/interleave.ts'
import { interleave } from '../measure/interleave.ts'
import { loops } from '../measure/loop.ts'
import type { Table } from '../measure/table.ts'
import type { Row } from '../measure/table.ts'
import { quantileTarget } from '../measure/table.ts'
import type { Axis } from './axis.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** How fast the machine of rollouts decides, in Node. */
export const rollout: Axis = {
  title: 'Rollouts',
  async run(effort) {
    return [await days(effort), await crowd(effort)]
  },
}

async function days(effort: Effort): Promise<Table> {
  const rows = await interleave(
    loops(
      [
        { name: 'Sluice, a look an hour', kind: 'sluice', loop: (times) => runDays(times, 60) },
        {
          name: 'Sluice, a look every ten minutes',
          kind: 'sluice',
          loop: (times) => runDays(times, 10),
        },
      ],
      effort,
    ),
    effort,
  )
  const inMs = rows.map((row) => ({ ...row, samples: row.samples.map((ns) => ns / 1e6) }))
  return {
    title: 'A day of a rollout',
    what: 'The state machine alone: a day of looks at one guardrail, by an exact sequential test with its interval, with the split and the units of 200,000 people; their numbers included.',
    unit: 'ms',
    base: 'Sluice, a look an hour',
    rows: inMs,
    targets: inMs.map(({ name }) => quantileTarget(inMs, name, 0.5, 1, 'ms')),
  }
}

/** Lets a thousand rollouts tick at once, in the runner of the service and over its database. */
async function crowd({ rounds, isSmoke }: Effort): Promise<Table> {
  const name = 'Sluice, the event loop meanwhile'
  const late: number[] = []
  const held: number[] = []
  const looks: number[] = []
  for (let round = 0; round < rounds; round++) {
    const rollouts = isSmoke ? 50 : 1_000
    const { delayMs, heldMs, passMs } = await lookAtMany({ rollouts, passes: 3 })
    late.push(delayMs.p99)
    held.push(heldMs.max)
    looks.push(...passMs.map((ms) => ms / rollouts))
  }
  const rows: readonly Row[] = [
    { name, kind: 'sluice', samples: late },
    { name: 'Sluice, its longest turn on the processor', kind: 'sluice', samples: held },
    { name: 'Sluice, each look', kind: 'sluice', samples: looks },
  ]
  return {
    title: 'A thousand rollouts at once',
    what: 'The runner of the service over its database, with every rollout due: how late the event loop is, the 99th percentile of each round; the longest turn of the loop, in time of the processor; and how long a look takes, with what it writes down.',
    unit: 'ms',
    base: name,
    rows,
    targets: [quantileTarget(rows, name, 0.5, 100, 'ms')],
  }
}

/** Runs so many days, over as many rollouts as it takes. @returns something that depends on them all */
function runDays(times: number, minutes: number): number {
  const plan = simulatedPlan(minutes * MINUTE_MS)
  const world = { unitsPerDay: 200_000, crashRate: { control: 0.01, treatment: 0.01 } }
  let sum = 0
  let left = times
  for (let seed = 0; left > 0; seed++) {
    const { ticks, exposed } = runRollout(plan, { ...world, seed, maxDays: left })
    left -= Math.max(1, Math.round((ticks * minutes * MINUTE_MS) / DAY_MS))
    sum += exposed
  }
  return sum
}
