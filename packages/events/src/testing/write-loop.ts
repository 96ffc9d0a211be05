// Takes events, seals, merges and answers until it is killed; says which batches it has acknowledged.
import { openEmbeddedStore } from '../embedded/open-embedded-store.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSpool } from '../spool.ts'
import { LOOP, loopBatch } from './loop-batch.ts'

const [folder = '', round = '0'] = process.argv.slice(2)
const spool = await openSpool({ folder, segmentBytes: 64 * 1024 })
const store = await openEmbeddedStore({ spool, threads: 1 })

async function append(writer: number): Promise<void> {
  for (let batch = writer; ; batch += LOOP.writers) {
    await spool.append(loopBatch(Number(round), batch))
    process.stdout.write(`${batch}\n`)
    // Not as fast as it can, so that a round has as much sealing and merging in it as writing.
    await sleep(2)
    // What was not acknowledged in time is sent again, by whoever has it.
    if (batch % 5 === 0) await spool.append(loopBatch(Number(round), batch))
  }
}

async function keepHouse(): Promise<void> {
  for (let turn = 0; ; turn++) {
    await store.settle()
    if (turn % 2 === 1) await store.compact()
    await store.exposureCounts({ environment: LOOP.environment, from: 0, to: LOOP.end })
  }
}

await Promise.all([
  ...Array.from({ length: LOOP.writers }, (_, writer) => append(writer)),
  keepHouse(),
])
