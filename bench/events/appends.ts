import { mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { uuidV7 } from '@sluice/core/events'
import { openSpool, type StoredEvent } from '@sluice/events/spool'
import type { Contestant } from '../measure/interleave.ts'

/** How events are appended. */
interface Load {
  readonly batch: number
  readonly writers: number
  readonly durationMs: number
}

/** Appends to the spool. */
export async function spoolAppends(folder: string, load: Load): Promise<Contestant> {
  const spool = await openSpool({ folder, capBytes: 64 * 2 ** 30 })
  const round = async (): Promise<number> => {
    const pace = await paceOf(load, (events) => spool.append(events))
    // As a store does that takes them over.
    await spool.roll()
    for (const { name } of spool.closed()) await spool.remove(name)
    return pace
  }
  return { name: 'Sluice', kind: 'sluice', round }
}

/** Writes each batch as lines of JSON, and syncs each. */
export async function syncedAppends(folder: string, load: Load): Promise<Contestant> {
  mkdirSync(folder, { recursive: true })
  const round = async (): Promise<number> => {
    const file = await open(join(folder, 'events.ndjson'), 'w')
    const pace = await paceOf(load, async (events) => {
      await file.appendFile(events.map((event) => `${JSON.stringify(event)}\n`).join(''))
      await file.datasync()
    })
    await file.close()
    return pace
  }
  return { name: 'a write and a sync each', kind: 'reference', round }
}

/** @returns events a second */
async function paceOf(
  { batch, writers, durationMs }: Load,
  append: (events: readonly StoredEvent[]) => Promise<void>,
): Promise<number> {
  const batches = Array.from({ length: 100 }, () => Array.from({ length: batch }, exposure))
  let done = 0
  const startedAt = performance.now()
  const end = startedAt + durationMs
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let at = writer; performance.now() < end; at++) {
        await append(batches[at % batches.length] ?? [])
        done += batch
      }
    }),
  )
  return (done * 1_000) / (performance.now() - startedAt)
}

function exposure(): StoredEvent {
  const at = Date.now()
  return {
    id: uuidV7(at, Math.random),
    environment: 'shop',
    type: 'exposure',
    receivedAt: at,
    at,
    rawAt: `${at}`,
    session: uuidV7(at, Math.random),
    sequence: 1,
    units: { targetingKey: '3f5a0c8e9d7b2164' },
    attributes: { country: 'DE' },
    flag: 'checkout-cta',
    variant: 'urgent',
    allocationVersion: 7,
    version: 42,
    ruleId: 'split',
    reason: 'SPLIT',
    phase: 'commit',
    weight: 1,
    contextHash: '9d7b2164',
    keyId: 'ck_1',
    sdk: '@sluice/client/0.1.0',
  }
}
