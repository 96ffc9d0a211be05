import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { openEmbeddedStore } from '@sluice/events'
import { openSpool } from '@sluice/events/spool'
import { ask } from '../events/dataset-question.ts'
import { byHand } from '../events/dataset-shape.ts'
import { madeEvents } from '../events/made-events.ts'
import { syncedAppends, spoolAppends } from '../events/appends.ts'
import { type Contestant, interleave } from '../measure/interleave.ts'
import { type Table, quantileTarget, ratioTarget } from '../measure/table.ts'
import type { Axis } from './axis.ts'

const asker = fileURLToPath(new URL('../events/resident.ts', import.meta.url))

/** How fast events are on disk, and how fast they answer. */
export const events: Axis = {
  title: 'The event store',
  async run(effort) {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-events-'))
    try {
      const sizes = effort.isSmoke ? [2_000, 20_000] : [1_000_000, 10_000_000]
      const appends = await appendTables(folder, effort)
      const analysis = await analysisTables(sizes, effort)
      return [...appends, ...analysis]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function appendTables(
  folder: string,
  effort: Parameters<Axis['run']>[0],
): Promise<readonly Table[]> {
  const durationMs = effort.isSmoke ? 20 : 500
  const tables: Table[] = []
  for (const [batch, writers] of [
    [50, 16],
    [1, 64],
  ] as const) {
    const rows = await interleave(
      [
        await syncedAppends(join(folder, `synced-${batch}`), { batch, writers, durationMs }),
        await spoolAppends(join(folder, `spool-${batch}`), { batch, writers, durationMs }),
      ],
      effort,
    )
    const pair = { of: 'Sluice', to: 'a write and a sync each' }
    tables.push({
      title: batch === 1 ? 'Single events on disk' : `Batches of ${batch} events on disk`,
      what: `Appended by ${writers} writers at once, each waiting until its events are on disk.`,
      unit: 'events/s',
      base: pair.to,
      rows,
      targets: [ratioTarget(rows, pair, 'at least', batch === 1 ? 5 : 1)],
    })
  }
  return tables
}

async function analysisTables(
  sizes: readonly number[],
  effort: Parameters<Axis['run']>[0],
): Promise<readonly Table[]> {
  const contestants: Contestant[] = []
  const ends: (() => Promise<void>)[] = []
  const merged: { readonly size: number; readonly seconds: number }[] = []
  let largest = ''
  for (const size of sizes) {
    const { folder, mergedInSeconds } = await madeEvents(size)
    merged.push({ size, seconds: mergedInSeconds })
    const spool = await openSpool({ folder })
    const store = await openEmbeddedStore({ spool })
    largest = folder
    contestants.push({ name: nameOf(size), kind: 'sluice', round: () => ask(store) })
    ends.push(async () => {
      await store.close()
      await spool.close()
    })
  }
  const db = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '1GiB' })
  const connection = await db.connect()
  const sql = byHand(join(largest, 'parquet/**/*.parquet'))
  const hand = 'by hand, 10 M'
  contestants.push({
    name: hand,
    kind: 'reference',
    async round() {
      const startedAt = performance.now()
      await connection.runAndReadAll(sql)
      return performance.now() - startedAt
    },
  })
  const rows = await interleave(contestants, effort)
  connection.closeSync()
  db.closeSync()
  for (const end of ends) await end()
  const times = effort.isSmoke ? 1 : 8
  const resident = residentOf(largest, times)
  const [small = '', large = ''] = sizes.map(nameOf)
  return [
    {
      title: 'First exposures and three metrics of seven days',
      what: 'Twice as many outcomes as exposures, a fifth as many units, over 14 days, on 2 threads with 1 GiB; every fiftieth event had come twice and is removed.',
      unit: 'ms',
      base: hand,
      rows,
      targets: [
        quantileTarget(rows, large, 0.5, 3_000, 'ms'),
        ratioTarget(rows, { of: large, to: hand }, 'at most', 1.5),
        ratioTarget(rows, { of: large, to: small }, 'at most', 12),
      ],
      notes: merged.map(
        ({ size, seconds }) =>
          `Merging the segments of ${nameOf(size)} exposures and removing duplicates took ${seconds.toFixed(1)} s, once.`,
      ),
    },
    {
      title: 'Memory of that',
      what: `The most that a process has resident which opens the larger store and asks that ${times} times.`,
      unit: 'MiB',
      base: 'Sluice',
      rows: [{ name: 'Sluice', kind: 'sluice', samples: [resident] }],
      targets: [
        { claim: 'Sluice', actual: resident, limit: 1_024, direction: 'at most', unit: 'MiB' },
      ],
    },
  ]
}

/** What a service that answers nothing else has resident, MiB. */
function residentOf(folder: string, times: number): number {
  const { status, stdout } = spawnSync(process.execPath, [
    '--no-warnings',
    asker,
    folder,
    `${times}`,
  ])
  if (status !== 0) throw new Error(`The store did not answer in a process of its own: ${status}.`)
  return Number(stdout.toString())
}

function nameOf(size: number): string {
  return size >= 1e6 ? `${size / 1e6} M` : `${size}`
}
