import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../api/test-service.ts'
import { silentLogger } from '../http/logger.ts'
import { openStore } from './open-store.ts'

// How many changes are acknowledged before the process is killed, round by round.
const ROUNDS = [1, 2, 3, 5, 8, 13, 21, 4, 7, 11]
const LOOP = fileURLToPath(new URL('./testing/write-loop.ts', import.meta.url))

let dataDir: string
beforeAll(() => {
  dataDir = temporaryFolder()
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

/** Runs the write loop and kills it in the middle of a write. */
async function killAfter(changes: number, round: number): Promise<number[]> {
  const child = spawn(
    process.execPath,
    ['--conditions=@sluice/source', LOOP, dataDir, `${round}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const acknowledged: number[] = []
  const exit = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(Number(line))
    if (acknowledged.length === changes) child.kill('SIGKILL')
  }
  await exit
  return acknowledged
}

it('loses no acknowledged change and makes no half one when it is killed in the middle of writing', async () => {
  const acknowledged: number[] = []
  for (const [round, changes] of ROUNDS.entries()) {
    acknowledged.push(...(await killAfter(changes, round)))
    // Opening proves that the lock of a killed process is gone, too.
    const store = await openStore({ dataDir, logger: silentLogger })
    const { current, versions, audited } = await store.read(async (db) => ({
      current: (
        await db
          .selectFrom('environments')
          .select('version')
          .where('key', '=', 'shop')
          .executeTakeFirstOrThrow()
      ).version,
      versions: (
        await db
          .selectFrom('ruleset_versions')
          .select('version')
          .where('environment', '=', 'shop')
          .orderBy('version')
          .execute()
      ).map((row) => row.version),
      audited: (
        await db
          .selectFrom('audit')
          .select('entry')
          .where('environment', '=', 'shop')
          .orderBy('seq')
          .execute()
      )
        .map(({ entry }) => JSON.parse(entry) as { action: string; after: { version: number } })
        .filter(({ action }) => action.startsWith('flag.'))
        .map(({ after }) => after.version),
    }))
    expect(current).toBeGreaterThanOrEqual(acknowledged.at(-1) ?? 0)
    expect(versions).toEqual(Array.from({ length: current + 1 }, (_, i) => i))
    expect(audited).toEqual(versions.slice(1))
    expect(await store.verifyAudit()).toMatchObject({ whole: true })
    expect(store.health().auditFault).toBeUndefined()
    expect(store.live.get('shop')?.ruleset.version).toBe(current)
    await store.close()
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS.reduce((sum, changes) => sum + changes))
  expect(acknowledged).toEqual(acknowledged.toSorted((a, b) => a - b))
}, 180_000)
