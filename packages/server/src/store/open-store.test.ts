import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestService, temporaryFolder } from '../api/test-service.ts'
import { createInitialAdmin } from '../auth/initial-admin.ts'
import { silentLogger, type Logger } from '../http/logger.ts'
import { openStore } from './open-store.ts'
import { createFlags, seedFolder, type SeededFolder } from './testing/seeded-folder.ts'

let folder: SeededFolder
let dataDir: string
beforeEach(async () => {
  folder = await seedFolder()
  dataDir = folder.dataDir
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const database = (): string => folder.database

it('finds everything again after a restart', async () => {
  const store = await openStore({ dataDir, logger: silentLogger })
  expect(store.live.get('shop')?.compiled.keys).toEqual(['a', 'b'])
  expect(store.credentials.authenticate(folder.credentials.viewer)).toMatchObject({
    role: 'viewer',
  })
  expect(store.health()).toEqual({ database: 'ok', quarantinedFlags: 0 })
  await store.close()
})

it('keeps its epoch', async () => {
  const first = await openStore({ dataDir, logger: silentLogger })
  const { epoch } = first
  await first.close()
  const second = await openStore({ dataDir, logger: silentLogger })
  expect(second.epoch).toBe(epoch)
  await second.close()
})

it('refuses a folder that another service uses, names the holder and does not disturb it', async () => {
  const service = await startTestService({ dataDir })
  await expect(openStore({ dataDir, logger: silentLogger })).rejects.toMatchObject({
    code: 'DATA_FOLDER_IN_USE',
    message: expect.stringContaining(`process ${process.pid}`),
  })
  await createFlags(service, 'c')
  await service.close()
  const store = await openStore({ dataDir, logger: silentLogger })
  expect(store.live.get('shop')?.compiled.keys).toEqual(['a', 'b', 'c'])
  await store.close()
})

it('makes the first admin token once', async () => {
  const empty = temporaryFolder()
  const store = await openStore({ dataDir: empty, logger: silentLogger })
  const token = await createInitialAdmin(store)
  expect(store.credentials.authenticate(token ?? '')).toMatchObject({ role: 'admin' })
  expect(await createInitialAdmin(store)).toBeUndefined()
  await store.close()
  rmSync(empty, { recursive: true })
})

describe('when the database goes away while the service runs', () => {
  it('serves on, refuses changes with the time to come back, and recovers by itself', async () => {
    const service = await startTestService({ dataDir })
    renameSync(database(), `${database()}.away`)
    const refused = await service.send('PATCH', '/v1/environments/shop/flags/a', {
      body: { enabled: false },
    })
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      cause: 'its file was moved or deleted',
    })
    expect(service.store.health()).toMatchObject({ database: 'unavailable' })
    const values = await service.send('POST', '/ofrep/v1/evaluate/flags', {
      as: 'client',
      body: { context: {} },
    })
    expect(values.status).toBe(200)
    expect((await service.send('GET', '/v1/environments/shop/ruleset')).status).toBe(200)
    expect(service.store.live.get('shop')?.ruleset.flags['a']?.enabled).toBe(true)
    renameSync(`${database()}.away`, database())
    const done = await service.send('PATCH', '/v1/environments/shop/flags/a', {
      body: { enabled: false },
    })
    expect(done.status).toBe(200)
    expect(service.store.health()).toMatchObject({ database: 'ok' })
    await service.close()
  })

  it('refuses changes while another process holds the write lock for too long', async () => {
    const service = await startTestService({ dataDir })
    await service.store.read(async (db) => void (await sql`pragma busy_timeout = 50`.execute(db)))
    const other = new DatabaseSync(database())
    other.exec('begin immediate')
    const send = async (): Promise<Response> =>
      service.send('PATCH', '/v1/environments/shop/flags/a', { body: { enabled: false } })
    const refused = await send()
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({ cause: 'it is locked by another process' })
    other.exec('rollback')
    other.close()
    expect((await send()).status).toBe(200)
    await service.close()
  })
})

it.each([
  ['is a file', (path: string): void => writeFileSync(path, '')],
  ['is below a file', (path: string): void => writeFileSync(dirname(path), '')],
])('says so when the folder %s', async (_what, prepare) => {
  const path = join(dataDir, 'folder', 'data')
  if (_what === 'is a file') mkdirSync(dirname(path))
  prepare(path)
  await expect(openStore({ dataDir: path, logger: silentLogger })).rejects.toMatchObject({
    code: 'DATA_FOLDER_UNUSABLE',
  })
})

it.runIf(process.platform === 'linux')(
  'says so when the file system takes no folders, whoever asks',
  async () => {
    const dataDir = '/proc/sluice/data'
    await expect(openStore({ dataDir, logger: silentLogger })).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNUSABLE',
      message: expect.stringContaining('The data folder /proc/sluice/data cannot be used: ENOENT'),
    })
  },
)

it('makes the folders above its own, for nobody but their owner', async () => {
  const path = join(dataDir, 'one', 'two')
  const store = await openStore({ dataDir: path, logger: silentLogger, reserveBytes: 0 })
  await store.close()
  const modes = [dirname(path), path].map((each) => statSync(each).mode & 0o777)
  expect(modes).toEqual([0o700, 0o700])
})

describe('when the database cannot be opened at the start', () => {
  const damages: [string, () => void][] = [
    [
      'is gone',
      () => ['', '-wal', '-shm'].forEach((end) => rmSync(database() + end, { force: true })),
    ],
    ['is garbage', () => writeFileSync(database(), 'x'.repeat(10_000))],
    ['is an empty file', () => writeFileSync(database(), '')],
    [
      'has no tables',
      () => {
        rmSync(database())
        folder.edit('pragma user_version = 1')
      },
    ],
    ['has tables and nothing in them', () => folder.edit("delete from meta where name = 'epoch'")],
  ]

  it.each(damages)('serves the last snapshots read-only when it %s', async (_what, damage) => {
    damage()
    const error = vi.fn<Logger['error']>()
    const store = await openStore({ dataDir, logger: { ...silentLogger, error } })
    expect(error).toHaveBeenCalled()
    expect(store.health()).toMatchObject({ database: 'snapshot', cause: expect.any(String) })
    expect(store.live.get('shop')?.compiled.keys).toEqual(['a', 'b'])
    expect(store.credentials.authenticate(folder.credentials.client)).toMatchObject({
      environment: 'shop',
    })
    await expect(store.write(async () => undefined)).rejects.toMatchObject({ status: 503 })
    await expect(store.read(async () => undefined)).rejects.toMatchObject({ status: 503 })
    await expect(createInitialAdmin(store)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await store.close()
  })

  it.each(damages)(
    'does not take the folder for a new one without snapshots when it %s',
    async (_what, damage) => {
      damage()
      rmSync(join(dataDir, 'snapshots'), { recursive: true })
      for (let i = 0; i < 2; i++) {
        await expect(openStore({ dataDir, logger: silentLogger })).rejects.toMatchObject({
          code: 'STORE_UNAVAILABLE',
        })
      }
    },
  )

  it.each(damages)(
    'refuses to start with one clear line when that is wanted and it %s',
    async (_what, damage) => {
      damage()
      await expect(
        openStore({ dataDir, logger: silentLogger, whenDatabaseGone: 'exit' }),
      ).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: expect.stringMatching(/^The database in .* cannot be opened: .*$/),
      })
    },
  )

  it('gives the folder back when it refuses to start', async () => {
    const text = readFileSync(database())
    writeFileSync(database(), 'x'.repeat(10_000))
    const open = async () => openStore({ dataDir, logger: silentLogger, whenDatabaseGone: 'exit' })
    await expect(open()).rejects.toThrow(/cannot be opened/)
    rmSync(`${database()}-wal`, { force: true })
    writeFileSync(database(), text)
    await (await open()).close()
  })

  it('does not serve a snapshot that was damaged', async () => {
    const path = join(dataDir, 'snapshots', 'environment.shop.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('boolean', 'boolaen'))
    damages[0]?.[1]()
    const store = await openStore({ dataDir, logger: silentLogger })
    expect(store.live.keys()).toEqual(['other'])
    await store.close()
  })

  it('has no snapshot of a revoked key', async () => {
    const service = await startTestService({ dataDir })
    const list = (await (await service.send('GET', '/v1/environments/shop/keys')).json()) as {
      items: { id: string }[]
    }
    for (const { id } of list.items)
      await service.send('DELETE', `/v1/environments/shop/keys/${id}`)
    await service.close()
    damages[0]?.[1]()
    const store = await openStore({ dataDir, logger: silentLogger })
    expect(store.credentials.authenticate(folder.credentials.client)).toBeUndefined()
    expect(store.credentials.authenticate(folder.credentials.otherClient)).toBeDefined()
    await store.close()
  })
})

describe('a backup', () => {
  it('taken while the service runs opens at a consistent version', async () => {
    const copy = temporaryFolder()
    const service = await startTestService({ dataDir })
    folder.edit(`vacuum into '${join(copy, 'sluice.db')}'`)
    for (const name of ['audit-key.pem', 'audit-head.json'])
      cpSync(join(dataDir, name), join(copy, name))
    await createFlags(service, 'c')
    await service.close()
    const store = await openStore({ dataDir: copy, logger: silentLogger, restored: true })
    expect(store.live.get('shop')?.compiled.keys).toEqual(['a', 'b'])
    expect(await store.verifyAudit()).toMatchObject({ whole: true })
    expect(store.epoch).not.toBe(service.store.epoch)
    await store.close()
    rmSync(copy, { recursive: true })
  })

  it('put back under a folder that has served later versions begins a new epoch', async () => {
    const kept = readFileSync(database())
    const service = await startTestService({ dataDir })
    await createFlags(service, 'c')
    await service.close()
    for (const end of ['-wal', '-shm']) rmSync(database() + end, { force: true })
    writeFileSync(database(), kept)
    const store = await openStore({ dataDir, logger: silentLogger })
    expect(store.live.get('shop')?.ruleset.version).toBe(2)
    expect(store.epoch).not.toBe(service.store.epoch)
    expect(store.health().auditFault).toMatchObject({ kind: 'cut' })
    await store.close()
  })
})

it('removes what a killed process had not finished writing, and nothing else', async () => {
  const parts = ['.audit-head.json.4242.part', 'snapshots/.environment.shop.json.4242.part']
  const others = ['.other.json.4242.part', 'snapshots/notes.txt']
  for (const name of [...parts, ...others]) writeFileSync(join(dataDir, name), 'x')
  await (await openStore({ dataDir, logger: silentLogger })).close()
  expect(parts.filter((name) => existsSync(join(dataDir, name)))).toEqual([])
  expect(others.filter((name) => existsSync(join(dataDir, name)))).toEqual(others)
})

it('leaves no half-written files behind', () => {
  expect(existsSync(join(dataDir, `.audit-head.json.${process.pid}.part`))).toBe(false)
  expect(existsSync(join(dataDir, 'snapshots', `.environment.shop.json.${process.pid}.part`))).toBe(
    false,
  )
})
