import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { fileChecksum } from '../folder/file-checksum.ts'
import type { EventStore } from '../query/event-store.ts'
import { exposure, unit } from '../testing/events.ts'
import { openedStore } from '../testing/opened-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { analysis } from '../testing/test-store.ts'
import { segmentFile } from './context.ts'
import { EMPTY_MANIFEST, readManifest, writeManifest } from './manifest.ts'
import { ORIGIN } from './write-segment.ts'

/** Writes every segment again as a release did that knew less of an event. */
async function asWrittenBefore(folder: string, column: string): Promise<void> {
  const read = await readManifest(folder, 0)
  const manifest = typeof read === 'object' && 'segments' in read ? read : EMPTY_MANIFEST
  const db = await DuckDBInstance.create(':memory:')
  const connection = await db.connect()
  const segments = []
  for (const segment of manifest.segments) {
    const file = segmentFile(folder, segment)
    const origin = { environment: segment.environment, day: segment.day, spool: [], replaces: [] }
    await connection.run(
      `copy (select * exclude (${column}) from read_parquet('${file}', hive_partitioning = false))
       to '${file}.old' (format parquet, kv_metadata {${ORIGIN}: '${JSON.stringify(origin)}'})`,
    )
    renameSync(`${file}.old`, file)
    segments.push({ ...segment, ...(await fileChecksum(file)) })
  }
  connection.closeSync()
  db.closeSync()
  await writeManifest(folder, { ...manifest, segments })
}

it('reads segments of before it was known who sent, alone and beside newer ones, and takes nobody in them for a server', async () => {
  const folder = join(temporaryFolder(), 'events')
  const before = await openedStore(folder)
  await before.spool.append([exposure({ sentBy: 'server' })])
  await before.store.settle()
  await before.close()
  await asWrittenBefore(folder, 'sent_by')

  const { spool, store } = await openedStore(folder)
  const units = async (of: EventStore): Promise<number[]> => {
    const asked = analysis({ environment: 'shop' })
    const counts = [await of.firstExposures(asked)]
    counts.push(await of.firstExposures({ ...asked, sentBy: 'server' }))
    return counts.map((variants) => variants.reduce((sum, { units: some }) => sum + some, 0))
  }
  expect(await units(store)).toEqual([1, 0])
  const bob = { targetingKey: unit('bob') }
  await spool.append([exposure({ units: bob, sentBy: 'server' })])
  expect(await units(store)).toEqual([2, 1])
  await store.settle()
  expect(await units(store)).toEqual([2, 1])
  expect((await store.verify()).faults).toEqual([])
  // Merged and written anew they are still who they were.
  await store.compact()
  expect(await store.erase('shop', { targetingKey: unit('nobody') })).toBe(0)
  expect(await units(store)).toEqual([2, 1])
  expect(await store.erase('shop', bob)).toBe(1)
  expect(await units(store)).toEqual([1, 0])
  expect((await store.state()).losses).toEqual([])
})
