import { fork } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { silentLogger as logger } from '../http/logger.ts'
import { readBulk } from '../service/test-app.ts'
import { startTestService, temporaryFolder, type TestService } from '../service/test-service.ts'
import { backUp } from './back-up.ts'
import { restoreBackup } from './restore-backup.ts'

const SEED = {
  environment: 'development',
  document: { schemaVersion: 1, flags: { 'new-checkout': { kind: 'release' } } },
}

const verify = async (service: TestService): Promise<unknown> =>
  (await service.admin('GET', '/v1/environments/development/audit/verify')).json()

it('brings back what was there, to clients that saw later versions too', async () => {
  const first = await startTestService({ seed: SEED })
  await first.patch('new-checkout', { enabled: false })
  const to = join(await temporaryFolder(), 'backup')
  const made = await backUp({ dataDir: first.dataDir, to })
  expect(made.environments).toEqual([{ key: 'development', version: 2 }])
  await first.patch('new-checkout', { enabled: true })
  const seen = await first.bulk({})
  await first.close()

  const dataDir = join(await temporaryFolder(), 'data')
  const restored = await restoreBackup({ from: to, dataDir, logger })
  expect(restored.environments).toEqual(made.environments)
  const service = await startTestService({ dataDir })
  const answer = await service.bulk({})
  expect(answer.headers.get('sluice-ruleset-version')).toBe('2')
  expect(answer.headers.get('sluice-epoch')).not.toBe(seen.headers.get('sluice-epoch'))
  expect((await readBulk(answer)).flags).toMatchObject([{ reason: 'DISABLED' }])
  expect(await verify(service)).toMatchObject({ whole: true })
  expect(await (await service.admin('GET', '/health/ready')).json()).toEqual({
    status: 'ready',
    causes: [],
  })
  expect(await service.patch('new-checkout', { enabled: true })).toBe(3)
})

it('copies one moment while another process goes on writing', async () => {
  const dataDir = await temporaryFolder()
  const child = fork(new URL('../service/service-process.ts', import.meta.url), [dataDir], {
    execArgv: ['--conditions=@sluice/source', '--no-warnings'],
  })
  onTestFinished(async () => {
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit')
  })
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  let acknowledged = 0
  let stop = false
  const change = async (): Promise<void> => {
    const answer = await fetch(`${url}/v1/environments/development/flags/f${acknowledged}`, {
      method: 'PATCH',
      headers: {
        Authorization: 'Bearer sluice_admin_demo',
        'Content-Type': 'application/json',
        'If-None-Match': '*',
      },
      body: '{}',
    })
    acknowledged = ((await answer.json()) as { version: number }).version
    if (!stop) await change()
  }
  const changes = change()
  const root = await temporaryFolder()
  const backups: { folder: string; version: number; atLeast: number }[] = []
  for (let round = 0; round < 4; round++) {
    const goal = acknowledged + 3
    await vi.waitFor(() => expect(acknowledged).toBeGreaterThanOrEqual(goal), 10_000)
    const atLeast = acknowledged
    const { environments, folder } = await backUp({ dataDir, to: join(root, `b${round}`) })
    backups.push({ folder, version: environments[0]?.version ?? 0, atLeast })
  }
  stop = true
  await changes
  for (const [round, { folder, version, atLeast }] of backups.entries()) {
    expect(version).toBeGreaterThanOrEqual(atLeast)
    const restored = await restoreBackup({ from: folder, dataDir: join(root, `r${round}`), logger })
    expect(restored.environments).toEqual([{ key: 'development', version }])
    expect(restored.auditEntries).toBeGreaterThan(version)
  }
})

it('leaves a key that is kept elsewhere where it is', async () => {
  const root = await temporaryFolder()
  const elsewhere = { auditHeadPath: join(root, 'head.json'), auditKeyPath: join(root, 'key.pem') }
  const first = await startTestService({ seed: SEED, ...elsewhere })
  const { dataDir } = first
  const { folder, files } = await backUp({ dataDir, to: join(root, 'backup'), ...elsewhere })
  expect(files).toContain('audit-head.json')
  expect(files).not.toContain('audit-key.pem')
  await first.close()
  const target = join(root, 'data')
  const without = restoreBackup({ from: folder, dataDir: target, logger })
  await expect(without).rejects.toMatchObject({ code: 'RESTORE_FAILED' })
  await restoreBackup({ from: folder, dataDir: target, logger, ...elsewhere })
  const service = await startTestService({ dataDir: target, ...elsewhere })
  expect(await verify(service)).toMatchObject({ whole: true })
})

it('keeps a backup to its user, and leaves nothing half done beside it', async () => {
  const { dataDir } = await startTestService({ seed: SEED })
  const root = await temporaryFolder()
  const { folder, files } = await backUp({ dataDir, to: join(root, 'a', 'b') })
  expect(readdirSync(folder).toSorted()).toEqual([...files].toSorted())
  const open = files.filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0)
  expect(open).toEqual(['audit-key.pem.pub'])
  expect(statSync(folder).mode & 0o077).toBe(0)
  expect(readdirSync(join(root, 'a'))).toEqual(['b'])
})

it('refuses to write over a backup or over data', async () => {
  const service = await startTestService({ seed: SEED })
  const { dataDir } = service
  const to = join(await temporaryFolder(), 'backup')
  await backUp({ dataDir, to })
  await expect(backUp({ dataDir, to })).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY' })
  const refused = restoreBackup({ from: to, dataDir, logger })
  await expect(refused).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY' })
  expect((await service.bulk({})).status).toBe(200)
})

it('finds no data where there is none, and makes none', async () => {
  const dataDir = await temporaryFolder()
  const to = join(dataDir, 'backup')
  await expect(backUp({ dataDir, to })).rejects.toMatchObject({ code: 'NO_DATA' })
  expect(readdirSync(dataDir)).toEqual([])
})

it('restores into the root of a volume', async () => {
  const { dataDir } = await startTestService({ seed: SEED })
  const root = await temporaryFolder()
  const { folder } = await backUp({ dataDir, to: join(root, 'backup') })
  mkdirSync(join(root, 'volume', 'lost+found'), { recursive: true })
  await restoreBackup({ from: folder, dataDir: join(root, 'volume'), logger })
  const service = await startTestService({ dataDir: join(root, 'volume') })
  expect((await service.bulk({})).headers.get('sluice-ruleset-version')).toBe('1')
})

it.each<[string, (folder: string) => void, string]>([
  ['is none', (folder) => rmSync(join(folder, 'backup.json')), 'NO_BACKUP'],
  [
    'has a description that is cut',
    (folder) => writeFileSync(join(folder, 'backup.json'), '{'),
    'BACKUP_DAMAGED',
  ],
  ['lacks its database', (folder) => rmSync(join(folder, 'sluice.db')), 'BACKUP_DAMAGED'],
  [
    'has a byte of its database changed',
    (folder) => {
      const bytes = readFileSync(join(folder, 'sluice.db'))
      bytes[5_000] = (bytes[5_000] ?? 0) ^ 1
      writeFileSync(join(folder, 'sluice.db'), bytes)
    },
    'BACKUP_DAMAGED',
  ],
])('restores nothing from a folder that %s', async (_, harm, code) => {
  const { dataDir } = await startTestService({ seed: SEED })
  const root = await temporaryFolder()
  const { folder } = await backUp({ dataDir, to: join(root, 'backup') })
  harm(folder)
  const target = join(root, 'data')
  await expect(restoreBackup({ from: folder, dataDir: target, logger })).rejects.toMatchObject({
    code,
  })
  expect(existsSync(target)).toBe(false)
})

it('leaves the data folder empty when the backup is of a newer release', async () => {
  const first = await startTestService({ seed: SEED })
  await first.close()
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(join(first.dataDir, 'sluice.db'))
  database.exec("insert into migrations (name, applied_at) values ('9999-to-come', 0)")
  database.close()
  const root = await temporaryFolder()
  const { folder } = await backUp({ dataDir: first.dataDir, to: join(root, 'backup') })
  const dataDir = join(root, 'data')
  await expect(restoreBackup({ from: folder, dataDir, logger })).rejects.toMatchObject({
    code: 'STORE_TOO_NEW',
  })
  expect(readdirSync(dataDir)).toEqual([])
})
