// Seals and merges on a disk that is full, then on one that has space again, in one process.
import { execFileSync } from 'node:child_process'
import { openEmbeddedStore } from '../embedded/open-embedded-store.ts'
import { openSpool } from '../spool.ts'
import { DAY, START, exposure, unit } from './events.ts'

const [folder = ''] = process.argv.slice(2)
const spool = await openSpool({ folder })
const store = await openEmbeddedStore({ spool })
const range = { environment: 'shop', from: START, to: START + DAY }
const counted = async (): Promise<number | undefined> =>
  (await store.exposureCounts(range))[0]?.exposures

/** No file may grow beyond this; a write that does fails in its middle, as on a full disk. */
const limitFiles = (bytes: number | 'unlimited'): void => {
  execFileSync('prlimit', ['--pid', `${process.pid}`, `--fsize=${bytes}:unlimited`])
}

// A partition of its own that still fits, and is written first.
await spool.append([exposure({ at: START - DAY })])
for (let round = 0; round < 20; round++) {
  const events = Array.from({ length: 100 }, (_, at) =>
    exposure({ units: { targetingKey: unit(`${Math.random()}${at}`.slice(2, 10)) } }),
  )
  await spool.append(events)
}
limitFiles(16 * 1024)
const refused = await store.settle().catch((error: unknown) => error)
const whileFull = await counted()
const { fault } = await store.state()
limitFiles('unlimited')
await store.settle()
const afterwards = await counted()
const { rows, fault: faultAfterwards } = await store.state()
await store.close()
await spool.close()
const failed = refused instanceof Error
process.stdout.write(
  JSON.stringify({
    failed,
    whileFull,
    fault,
    afterwards,
    rows,
    faultAfterwards: faultAfterwards ?? '',
  }),
)
