import { openClickHouseStore } from '@sluice/events/clickhouse'
import { expect, it, onTestFinished } from 'vitest'
// oxlint-disable-next-line eslint/no-restricted-imports -- the ClickHouse of tests is in no published package
import { chdbClient } from '../../../../events/src/testing/chdb.ts'
import { DAY_MS, startPlannedRun } from '../testing/planned-run.ts'

const client = chdbClient()

it.skipIf(client === undefined)(
  'keeps the same days in a ClickHouse as in a folder',
  async () => {
    const people = {
      startsAt: Date.now() - 25 * DAY_MS,
      unitsPerDay: 300,
      words: { primary: ['revenue'], secondary: ['bought'] },
      outcomes: { purchase: { rate: 0.9, value: 20, afterDays: 1 } },
    }
    const stopping = { kind: 'always_valid' } as const
    const inFolder = await startPlannedRun(stopping, people)
    onTestFinished(async () => inFolder.close())
    const inClickHouse = await startPlannedRun(stopping, {
      ...people,
      openEventStore: async (spool) => {
        if (client === undefined) throw new Error('ClickHouse is not installed.')
        return openClickHouseStore({ spool, client, freshnessMs: 0 })
      },
    })
    onTestFinished(async () => {
      await inClickHouse.close()
      await client?.close()
    })
    const read = []
    for (const run of [inFolder, inClickHouse]) {
      await run.days(3.5)
      await run.looks.pulse()
      await run.days(2)
      await run.looks.pulse()
      const { analysis, verdict } = await run.results()
      read.push({ documents: await run.documents(), verdict, analysis })
    }
    const [folder, other] = read
    expect(other?.documents).toEqual(folder?.documents)
    expect(other?.documents).toHaveLength(5)
    const [row] = (other?.analysis.primary ?? []) as { difference?: { settings: object } }[]
    expect(row?.difference?.settings).toMatchObject({ looks: 5 })
    expect(other?.verdict).toEqual(folder?.verdict)
  },
  120_000,
)
