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
import { DatabaseSync } from 'node:sqlite'
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

async function backedUpElsewhere() {
  const root = await temporaryFolder()
  const at = { auditHeadPath: join(root, 'head.json'), auditKeyPath: join(root, 'key.pem') }
  const service = await startTestService({ seed: SEED, ...at })
  const { dataDir } = service
  const made = await backUp({ dataDir, to: join(root, 'backup'), ...at })
  return { ...at, ...made, root, service, target: join(root, 'data') }
}

it('leaves a key that is kept elsewhere where it is, and takes it to restore', async () => {
  const { root, folder, files, service: first, target, auditKeyPath } = await backedUpElsewhere()
  expect(files).toContain('audit-head.json')
  expect(files).not.toContain('audit-key.pem')
  await first.close()
  const auditHeadPath = join(root, 'second-head.json')
  const other = await backedUpElsewhere()
  for (const [key, code, advice] of [
    [undefined, 'AUDIT_KEY_NEEDED', '--audit-key'],
    [join(root, 'none.pem'), 'AUDIT_KEY_NEEDED', 'there is none at'],
    [other.auditKeyPath, 'AUDIT_KEY_DIFFERS', 'is not the one that signed'],
  ] as const) {
    const before = readdirSync(root)
    const refused = restoreBackup({
      from: folder,
      dataDir: target,
      logger,
      auditHeadPath,
      ...(key !== undefined && { auditKeyPath: key }),
    })
    await expect(refused).rejects.toMatchObject({
      code,
      message: expect.stringContaining(advice),
    })
    expect(readdirSync(root)).toEqual(before)
  }
  const at = { auditHeadPath, auditKeyPath }
  await restoreBackup({ from: folder, dataDir: target, logger, ...at })
  expect(readdirSync(target)).not.toContain('audit-head.json')
  const service = await startTestService({ dataDir: target, ...at })
  expect(await verify(service)).toMatchObject({ whole: true })
})

it('restores with another key when the old one is lost, and keeps what verifies the old entries', async () => {
  const { folder, service: first, target } = await backedUpElsewhere()
  await first.close()
  await restoreBackup({ from: folder, dataDir: target, logger, newAuditKey: true })
  const kept = readdirSync(target).find((name) => /^audit-key\.pem\..+\.pub$/.test(name)) ?? ''
  expect(readFileSync(join(target, kept))).toEqual(readFileSync(join(folder, 'audit-key.pem.pub')))
  const service = await startTestService({ dataDir: target })
  expect(await service.patch('new-checkout', { enabled: false })).toBe(2)
  expect(await verify(service)).toMatchObject({ whole: false, fault: { kind: 'unsigned' } })
})

it('makes no backup that could not be restored because it does not know where files are', async () => {
  const { root, service, auditHeadPath, auditKeyPath } = await backedUpElsewhere()
  const { dataDir } = service
  for (const [at, advice] of [
    [{}, '--audit-head'],
    [{ auditHeadPath }, '--audit-key'],
    [{ auditKeyPath }, '--audit-head'],
  ] as const) {
    await expect(backUp({ dataDir, to: join(root, 'second'), ...at })).rejects.toMatchObject({
      code: 'AUDIT_FILES_ELSEWHERE',
      message: expect.stringContaining(advice),
    })
  }
  expect(readdirSync(root).filter((name) => name.startsWith('second'))).toEqual([])
})

it('puts a key that is in the backup where it is to be kept', async () => {
  const first = await startTestService({ seed: SEED })
  const root = await temporaryFolder()
  const { folder } = await backUp({ dataDir: first.dataDir, to: join(root, 'backup') })
  const at = { auditHeadPath: join(root, 'head.json'), auditKeyPath: join(root, 'key.pem') }
  const dataDir = join(root, 'data')
  await restoreBackup({ from: folder, dataDir, logger, ...at })
  expect(readFileSync(at.auditKeyPath)).toEqual(readFileSync(join(folder, 'audit-key.pem')))
  expect(statSync(at.auditKeyPath).mode & 0o077).toBe(0)
  expect(readdirSync(dataDir)).not.toContain('audit-key.pem')
  const service = await startTestService({ dataDir, ...at })
  expect(await verify(service)).toMatchObject({ whole: true })
})

it('restores no log that was cut before it was backed up', async () => {
  const first = await startTestService({ seed: SEED })
  const database = new DatabaseSync(join(first.dataDir, 'sluice.db'))
  database.exec('drop trigger audit_loses_none; delete from audit where seq > 1')
  database.close()
  const root = await temporaryFolder()
  const { folder } = await backUp({ dataDir: first.dataDir, to: join(root, 'backup') })
  const dataDir = join(root, 'data')
  await expect(restoreBackup({ from: folder, dataDir, logger })).rejects.toMatchObject({
    code: 'RESTORE_FAILED',
    message: expect.stringContaining('cut off the end'),
  })
  expect(existsSync(dataDir)).toBe(false)
})

it('leaves the signed end of a running service as it is', async () => {
  const { folder, service, target, auditHeadPath, auditKeyPath } = await backedUpElsewhere()
  const before = readFileSync(auditHeadPath, 'utf8')
  await expect(
    restoreBackup({ from: folder, dataDir: target, logger, auditHeadPath, auditKeyPath }),
  ).rejects.toMatchObject({ code: 'AUDIT_HEAD_EXISTS' })
  expect(readFileSync(auditHeadPath, 'utf8')).toBe(before)
  expect(existsSync(target)).toBe(false)
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

it('says that a file is no folder, and where a folder for the audit log is missing', async () => {
  const { dataDir } = await startTestService({ seed: SEED })
  const root = await temporaryFolder()
  const file = join(root, 'file')
  writeFileSync(file, 'mine')
  const { folder } = await backUp({ dataDir, to: join(root, 'backup') })
  for (const to of [file, join(file, 'in', 'it')]) {
    const refusal = { code: 'NOT_A_FOLDER', message: expect.stringContaining(file) }
    await expect(backUp({ dataDir, to })).rejects.toMatchObject(refusal)
    await expect(restoreBackup({ from: folder, dataDir: to, logger })).rejects.toMatchObject(
      refusal,
    )
  }
  const key = join(root, 'key.pem')
  for (const [at, code] of [
    [{ auditHeadPath: join(root, 'none', 'head.json') }, 'AUDIT_FOLDER_MISSING'],
    [{ auditKeyPath: join(root, 'none', 'key.pem') }, 'AUDIT_FOLDER_MISSING'],
    [{ auditHeadPath: key, auditKeyPath: key }, 'AUDIT_FILES_CLASH'],
  ] as const) {
    const refused = restoreBackup({ from: folder, dataDir: join(root, 'data'), logger, ...at })
    await expect(refused).rejects.toMatchObject({ code })
  }
  expect(readdirSync(root).toSorted()).toEqual(['backup', 'file'])
  expect(readFileSync(file, 'utf8')).toBe('mine')
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
