import { DuckDBInstance } from '@duckdb/node-api'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openEmbeddedStore } from '../embedded/open-embedded-store.ts'
import { openSpool } from '../spool.ts'
import { LOOP, loopId } from './loop-batch.ts'

const SCRIPT = fileURLToPath(new URL('write-loop.ts', import.meta.url))

/** What was found after the last round. */
export interface KillReport {
  readonly acknowledged: number
  /** Ids that were acknowledged and are not there. */
  readonly lost: readonly string[]
  /** How many rows there are beyond one for each id. */
  readonly twice: number
  /** What the store itself counts. */
  readonly counted: number
  readonly stored: number
}

/**
 * Runs the loop again and again in one folder, each time until it is killed in the
 * middle of whatever it does.
 *
 * @param lifeMs - how long a round lives after its first acknowledged batch
 */
export async function killRounds(
  folder: string,
  rounds: number,
  lifeMs: () => number,
  after: (round: number, report: KillReport) => void = () => undefined,
): Promise<KillReport> {
  const acknowledged: string[] = []
  let report: KillReport | undefined
  for (let round = 0; round < rounds; round++) {
    for (const batch of await liveAndDie(folder, round, lifeMs())) {
      for (let place = 0; place < LOOP.batchSize; place++) {
        acknowledged.push(loopId(round, batch, place))
      }
    }
    // Every few rounds by another process than the one that goes on, as after a restart.
    if (round % 5 !== 4 && round !== rounds - 1) continue
    report = await look(folder, acknowledged)
    after(round, report)
    if (report.lost.length > 0 || report.twice > 0) break
  }
  if (report === undefined) throw new Error('There was no round.')
  return report
}

async function liveAndDie(folder: string, round: number, lifeMs: number): Promise<number[]> {
  const args = ['--conditions=@sluice/source', SCRIPT, folder, `${round}`]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  const batches: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (batches.length === 0) void sleep(lifeMs).then(() => child.kill('SIGKILL'))
    batches.push(Number(line))
  }
  const [code] = (await exit) as [number | null]
  if (code !== null) throw new Error(`The loop ended by itself in round ${round}, with ${code}.`)
  return batches
}

async function look(folder: string, acknowledged: readonly string[]): Promise<KillReport> {
  const spool = await openSpool({ folder })
  const store = await openEmbeddedStore({ spool })
  const range = { environment: LOOP.environment, from: 0, to: LOOP.end }
  const count = async (): Promise<number> =>
    (await store.exposureCounts(range)).reduce((sum, { exposures }) => sum + exposures, 0)
  const unsealed = await count()
  await store.settle()
  await store.compact()
  const counted = await count()
  const { whole, faults } = await store.verify()
  await store.close()
  await spool.close()
  if (unsealed !== counted) throw new Error(`${unsealed} before sealing are ${counted} after it.`)
  if (!whole) throw new Error(faults.join('\n'))
  return { ...(await readFiles(folder, acknowledged)), counted }
}

/** Looks into the files with nothing of ours. */
async function readFiles(
  folder: string,
  acknowledged: readonly string[],
): Promise<Omit<KillReport, 'counted'>> {
  const db = await DuckDBInstance.create(':memory:')
  const connection = await db.connect()
  const files = join(folder, 'parquet/environment=loop/**/*.parquet')
  const reader = await connection.runAndReadAll(
    `select id::varchar as id from read_parquet('${files}')`,
  )
  const ids = reader.getRows().map(([id]) => id as string)
  connection.closeSync()
  db.closeSync()
  const distinct = new Set(ids)
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((id) => !distinct.has(id)),
    twice: ids.length - distinct.size,
    stored: distinct.size,
  }
}
