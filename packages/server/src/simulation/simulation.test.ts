import { expect, it } from 'vitest'
import { runDay } from './run-day.ts'
import { SCENARIOS } from './scenario.ts'

const SIZE = { peoplePerDay: 20_000, hours: 14, tickMs: 30 * 60_000, seed: 7 }

it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
  'comes through a day of %s',
  { timeout: 120_000 },
  async (_, scenario) => {
    const { fault, holds } = await runDay(scenario, SIZE)
    expect([fault, holds]).toEqual([undefined, true])
  },
)
