import { expect, it } from 'vitest'
import { DAY_MS, startPlannedRun } from './testing/planned-run.ts'

interface Shown {
  readonly verdict: {
    readonly isGrey: boolean
    readonly grey: readonly { readonly code: string; readonly message: string }[]
  }
  readonly analysis: {
    readonly health: { readonly status: string; readonly emptyDays: readonly string[] }
    readonly notes: readonly string[]
  }
  readonly days: readonly { readonly day: string; readonly units: object }[]
}

const STARTS_AT = Date.parse(new Date(Date.now() - 10 * DAY_MS).toISOString().slice(0, 10))

const dayAt = (days: number): string =>
  new Date(STARTS_AT + days * DAY_MS).toISOString().slice(0, 10)

it('is no good health when exposures have stopped: the days are named, and no verdict is to be acted on', async () => {
  const run = await startPlannedRun({ kind: 'always_valid' }, { startsAt: STARTS_AT })
  try {
    await run.days(2)
    const before = (await run.results()) as unknown as Shown
    expect(before.analysis.health).toMatchObject({ status: 'good', emptyDays: [] })
    run.clock.advance(3 * DAY_MS)
    const { verdict, analysis, days } = (await run.results()) as unknown as Shown
    const empty = [dayAt(2), dayAt(3), dayAt(4)]
    expect(analysis.health).toMatchObject({ status: 'warning', emptyDays: empty })
    expect(verdict).toMatchObject({
      isGrey: true,
      grey: [
        {
          code: 'EXPOSURES_MISSING',
          message: expect.stringContaining(
            `on ${dayAt(2)} and 2 more days, the last of them ${dayAt(4)}:`,
          ),
        },
      ],
    })
    expect(days.slice(2)).toMatchObject(empty.map((day) => ({ day, figures: expect.any(Array) })))
    // Those who were there before, and are there again, are no new units and are exposed.
    for (const at of [2, 3, 4]) {
      const names = Array.from({ length: 20 }, (_, index) => `again-${index}`)
      await run.late(names, STARTS_AT + at * DAY_MS + 1000)
    }
    const back = (await run.results()) as unknown as Shown
    expect(back.analysis.health.emptyDays).toEqual([])
  } finally {
    await run.close()
  }
})
