import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { silentLogger, type Logger } from '../http/logger.ts'
import { seedFolder, type SeededFolder } from './testing/seeded-folder.ts'

const WAIT = { timeout: 10_000, interval: 50 }

let folder: SeededFolder
let dataDir: string
beforeEach(async () => {
  folder = await seedFolder()
  dataDir = folder.dataDir
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

// A database that may not grow fails exactly as one on a full disk does.
async function fill(service: TestService): Promise<() => Promise<void>> {
  const run = async (pragma: string): Promise<void> =>
    service.store.read(async (db) => void (await sql.raw(pragma).execute(db)))
  const pages = readFileSync(folder.database).length / 4096
  await run(`pragma max_page_count = ${pages}`)
  return async () => run('pragma max_page_count = 1000000')
}

const grow = async (service: TestService): Promise<Response> =>
  service.send('PATCH', '/v1/environments/shop/flags/a', {
    body: { description: 'x'.repeat(5_000) + crypto.randomUUID() },
  })

/** Changes a flag until there is no room left, and gives the answer to the change that found none. */
async function refusal(service: TestService): Promise<Response> {
  for (let i = 0; i < 100; i++) {
    const answer = await grow(service)
    if (answer.status !== 200) return answer
  }
  throw new Error('the disk never was full')
}

it('refuses what does not fit, serves on, and goes on without a restart when there is room again', async () => {
  const service = await startTestService({ dataDir })
  await service.store.read(
    async (db) => void (await sql`pragma wal_checkpoint(truncate)`.execute(db)),
  )
  const makeRoom = await fill(service)
  const refused = await refusal(service)
  expect(refused.status).toBe(503)
  expect(await refused.json()).toMatchObject({ cause: 'the disk is full' })
  expect(service.store.health()).toMatchObject({
    database: 'unavailable',
    cause: 'the disk is full',
  })
  expect((await service.send('GET', '/v1/ruleset', { as: 'server' })).status).toBe(200)
  await makeRoom()
  expect((await grow(service)).status).toBe(200)
  expect(service.store.health()).toMatchObject({ database: 'ok' })
  expect(await service.store.verifyAudit()).toMatchObject({ whole: true })
  await service.close()
})

it('gives up its reserve and tries once more, and takes both back by itself when there is room', async () => {
  const error = vi.fn<Logger['error']>()
  const service = await startTestService({
    dataDir,
    reserveBytes: 4096,
    logger: { ...silentLogger, error },
  })
  await vi.waitUntil(() => existsSync(join(dataDir, 'reserve')))
  await service.store.read(
    async (db) => void (await sql`pragma wal_checkpoint(truncate)`.execute(db)),
  )
  const makeRoom = await fill(service)
  expect((await refusal(service)).status).toBe(503)
  expect(existsSync(join(dataDir, 'reserve'))).toBe(false)
  expect(await toldOf(service)).toEqual({
    causes: ['database_unavailable', 'disk_reserve_missing'],
    gauge: 1,
  })
  expect(error).toHaveBeenCalledWith(
    expect.anything(),
    'the disk is full; the reserve was given up to go on writing',
  )
  await makeRoom()
  // Nobody changes anything now, and it finds out all the same.
  await vi.waitFor(() => expect(service.store.health()).toMatchObject({ database: 'ok' }), WAIT)
  await vi.waitFor(() => expect(existsSync(join(dataDir, 'reserve'))).toBe(true), WAIT)
  await vi.waitFor(
    async () => expect(await toldOf(service)).toEqual({ causes: [], gauge: 0 }),
    WAIT,
  )
  expect((await grow(service)).status).toBe(200)
  expect(await service.store.verifyAudit()).toMatchObject({ whole: true })
  await service.close()
})

/** What supervisors hear of the reserve. */
async function toldOf(service: TestService): Promise<{ causes: unknown; gauge: number }> {
  const ready = await service.send('GET', '/health/ready')
  const metrics = await (await service.send('GET', '/metrics')).text()
  const gauge = /^sluice_degraded\{cause="disk_reserve_missing"\} (\d)$/m.exec(metrics)?.[1]
  return { causes: ((await ready.json()) as { causes: unknown }).causes, gauge: Number(gauge) }
}

it('says that there was no room for the reserve at the start, and takes it later', async () => {
  // Leads nowhere, so it cannot be written for the first time.
  symlinkSync(join(dataDir, 'none', 'none'), join(dataDir, 'reserve'))
  const service = await startTestService({ dataDir, reserveBytes: 4096 })
  const missing = { causes: ['disk_reserve_missing'], gauge: 1 }
  await vi.waitFor(async () => expect(await toldOf(service)).toEqual(missing), WAIT)
  await vi.waitFor(
    async () => expect(await toldOf(service)).toEqual({ causes: [], gauge: 0 }),
    WAIT,
  )
  await service.close()
})
