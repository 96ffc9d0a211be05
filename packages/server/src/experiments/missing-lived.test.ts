import { afterEach, describe, expect, it } from 'vitest'
import { DAY_MS, startPlannedRun, type PlannedRun } from './testing/planned-run.ts'

const open: PlannedRun[] = []
afterEach(async () => {
  for (const run of open.splice(0)) await run.close()
})

const HIGHER = { outcome: 'purchase', direction: 'higher_is_better' } as const
const METRICS = {
  back: { ...HIGHER, kind: 'retention', fromMs: DAY_MS, toMs: 2 * DAY_MS },
  bought2: { ...HIGHER, kind: 'conversion', windowMs: 2 * DAY_MS, completeOnly: true },
}

async function start(metric: string, afterDays: number, rate = 0.3): Promise<PlannedRun> {
  const run = await startPlannedRun(
    { kind: 'always_valid' },
    {
      words: { primary: [metric], secondary: [] },
      metrics: METRICS,
      unitsPerDay: 400,
      outcomes: { purchase: { rate, value: 20, afterDays } },
    },
  )
  open.push(run)
  return run
}

async function grey(run: PlannedRun): Promise<readonly string[]> {
  const { verdict } = (await run.results()) as unknown as {
    readonly verdict: { readonly grey: readonly { readonly message: string }[] }
  }
  return verdict.grey.map(({ message }) => message)
}

describe.each([
  ['back', 1],
  ['bought2', 0],
])('%s, which takes two days to be lived', (metric, afterDays) => {
  it('is not missing while nobody can have lived it', async () => {
    const run = await start(metric, afterDays)
    await run.days(1.5)
    expect(await grey(run)).toEqual([])
    await run.days(1)
    expect(await grey(run)).toEqual([])
  })

  it('is missing once many have, and nothing came of them', async () => {
    const run = await start(metric, afterDays, 0)
    await run.days(2.4)
    expect(await grey(run)).toEqual([])
    await run.days(0.6)
    expect(await grey(run)).toEqual([
      `Nothing came in for ${metric} from any unit; look whether it is still tracked under this name.`,
    ])
  })
})
