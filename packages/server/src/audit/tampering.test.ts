import { DatabaseSync } from 'node:sqlite'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startTestService, temporaryFolder, type TestService } from '../api/test-service.ts'
import { readinessOf } from '../health/readiness.ts'
import { silentLogger, type Logger } from '../http/logger.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { SERVICE_ACTOR } from './actor.ts'
import { parseHead } from './audit-head.ts'
import { verifyAudit, type AuditReport } from './verify.ts'

let dataDir: string
let exported: unknown[]
let entries: number
beforeEach(async () => {
  dataDir = temporaryFolder()
  const service = await startTestService({ dataDir })
  for (let i = 0; i < 5; i++) {
    const headers: Record<string, string> = i === 0 ? { 'If-None-Match': '*' } : {}
    await service.send('PATCH', '/v1/environments/shop/flags/a', {
      body: { title: `${i}` },
      headers,
    })
  }
  const lines = await (await service.send('GET', '/v1/audit/export')).text()
  exported = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
  entries = exported.length
  await service.close()
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

function tamper(...statements: string[]): void {
  const database = new DatabaseSync(join(dataDir, 'sluice.db'))
  database.exec('drop trigger if exists audit_keeps_rows; drop trigger if exists audit_loses_none')
  for (const statement of statements) database.exec(statement)
  database.close()
}

async function reopened<T>(
  look: (store: Store, logger: Logger) => Promise<T>,
  restored = false,
): Promise<T> {
  const error = vi.fn<Logger['error']>()
  const logger = { ...silentLogger, error }
  const store = await openStore({ dataDir, logger, restored })
  try {
    return await look(store, logger)
  } finally {
    await store.close()
  }
}

const report = async (): Promise<AuditReport> => reopened(async (store) => store.verifyAudit())

it('verifies what nobody touched, in the service and offline', async () => {
  expect(await report()).toEqual({ whole: true, entries, headSeq: entries })
  const publicKey = await reopened(async (store) => store.auditPublicKey ?? '')
  const head = parseHead(JSON.parse(readFileSync(join(dataDir, 'audit-head.json'), 'utf8')))
  expect(verifyAudit(exported, head, publicKey).whole).toBe(true)
  expect(verifyAudit(exported.slice(0, -1), head, publicKey).fault).toMatchObject({
    seq: entries,
    kind: 'cut',
  })
})

it('does not let entries and versions be changed by accident', () => {
  const database = new DatabaseSync(join(dataDir, 'sluice.db'))
  for (const statement of [
    "update audit set entry = '{}'",
    'delete from audit',
    "update ruleset_versions set ruleset = '{}'",
    'delete from ruleset_versions',
  ]) {
    expect(() => database.exec(statement)).toThrow(/append-only|immutable/)
  }
  database.close()
})

it.each([
  [
    'an edited reason',
    `update audit set entry = replace(entry, '"reason":null', '"reason":"x"') where seq = 4`,
    4,
    'edited',
  ],
  [
    'an edited actor',
    `update audit set entry = replace(entry, 'the service itself', 'nobody') where seq = 1`,
    1,
    'edited',
  ],
  ['a value that is no JSON any more', `update audit set entry = 'x' where seq = 3`, 3, 'edited'],
  [
    'a swapped signature',
    `update audit set signature = (select signature from audit where seq = 2) where seq = 3`,
    3,
    'unsigned',
  ],
  ['a deleted entry', 'delete from audit where seq = 5', 5, 'missing'],
  ['a renumbered entry', 'update audit set seq = 1000 where seq = 5', 5, 'missing'],
  [
    'a copied entry',
    "insert into audit (seq, prev_hash, hash, signature, entry) select 0, 'x', 'y', signature, entry from audit where seq = 2",
    1,
    'missing',
  ],
])('finds %s', async (_what, statement, seq, kind) => {
  tamper(statement)
  expect(await report()).toMatchObject({ whole: false, fault: { seq, kind } })
})

it('finds entries that changed places', async () => {
  tamper(
    'update audit set seq = -1 where seq = 4',
    'update audit set seq = 4 where seq = 5',
    'update audit set seq = 5 where seq = -1',
  )
  expect(await report()).toMatchObject({ fault: { seq: 4, kind: 'missing' } })
})

it('finds a deleted entry whose followers moved up', async () => {
  tamper('delete from audit where seq = 5', 'update audit set seq = seq - 1 where seq > 5')
  expect(await report()).toMatchObject({ fault: { seq: 5, kind: 'missing' } })
})

it.each([
  ['a cut tail', (): void => tamper('delete from audit where seq > 7'), 'cut'],
  ['a chain that is gone', (): void => tamper('delete from audit'), 'cut'],
  ['a head that is gone', (): void => rmSync(join(dataDir, 'audit-head.json')), 'head_missing'],
  [
    'a damaged head',
    (): void => writeFileSync(join(dataDir, 'audit-head.json'), '{"seq":3'),
    'head_missing',
  ],
  [
    'another last entry',
    (): void => tamper(`update audit set hash = 'x' where seq = (select max(seq) from audit)`),
    'rebuilt',
  ],
])('raises an alarm at the start for %s, and goes on serving', async (_what, damage, kind) => {
  damage()
  await reopened(async (store, logger) => {
    expect(logger.error).toHaveBeenCalledWith(
      expect.objectContaining({ kind }),
      expect.stringMatching(/audit log/),
    )
    expect(store.health().auditFault).toMatchObject({ kind })
    expect(store.live.get('shop')?.compiled.has('a')).toBe(true)
  })
})

it('keeps the public key when the key is lost, and says that the log does not verify', async () => {
  const path = join(dataDir, 'audit-key.pem')
  const before = readFileSync(`${path}.pub`, 'utf8')
  rmSync(path)
  const kept = await reopened(async (store, logger) => {
    expect(readinessOf(store.health(), false).causes).toContain('audit_chain_broken')
    const told = vi.mocked(logger.error).mock.calls.find(([fields]) => 'keptPublicKey' in fields)
    expect(told?.[1]).toMatch(/key of the audit log/)
    return readdirSync(dataDir).filter((name) => /^audit-key\.pem\.\d{8}T\d{6}.*\.pub$/.test(name))
  })
  expect(kept).toHaveLength(1)
  expect(readFileSync(join(dataDir, kept[0] ?? ''), 'utf8')).toBe(before)
  expect(readFileSync(`${path}.pub`, 'utf8')).not.toBe(before)
  await reopened(async (store, logger) => {
    expect(readinessOf(store.health(), false).causes).toContain('audit_chain_broken')
    expect(logger.error).not.toHaveBeenCalledWith(
      expect.objectContaining({ keptPublicKey: expect.anything() }),
      expect.anything(),
    )
  })
})

it.each([
  [
    'a link that the next entry needs',
    `update audit set prev_hash = (select hash from audit order by seq desc limit 1) where seq = 3`,
  ],
  ['a number that nothing comes after', 'update audit set seq = 9223372036854775807 where seq = 3'],
])('refuses changes with a code when somebody took %s', async (_what, statement) => {
  const service = await startTestService({ dataDir })
  tamper(statement)
  const refused = await service.send('PATCH', '/v1/environments/shop/flags/a', {
    body: { enabled: false },
  })
  expect(refused.status).toBe(503)
  expect(await refused.json()).toMatchObject({
    code: 'AUDIT_CHAIN_BROKEN',
    detail: expect.stringMatching(/audit verify.*backup/),
  })
  expect(service.store.live.get('shop')?.ruleset.flags['a']?.enabled).toBe(true)
  await service.close()
})

it('finds a stored ruleset that was edited, and names the entry that made it', async () => {
  const database = new DatabaseSync(join(dataDir, 'sluice.db'))
  database.exec(`drop trigger ruleset_versions_keep_rows;
    update ruleset_versions set ruleset = json_set(ruleset, '$.flags.a.enabled', json('false'))
      where environment = 'shop' and version = 5`)
  database.close()
  await reopened(async (store) => {
    const fault = { seq: entries, kind: 'ruleset_differs' }
    expect(store.health().auditFault).toMatchObject(fault)
    expect(readinessOf(store.health(), false).causes).toEqual(['ruleset_differs'])
    expect(await store.verifyAudit()).toMatchObject({
      whole: false,
      fault: { ...fault, detail: expect.stringContaining('differs from what the audit log says') },
    })
  })
})

const change = async (service: TestService, title: string): Promise<Response> =>
  service.send('PATCH', '/v1/environments/shop/flags/a', { body: { title } })

async function addEntries(store: Store, count: number): Promise<void> {
  await store.write(async (unit) => {
    for (let i = 0; i < count; i++) {
      await unit.audit({
        environment: 'shop',
        actor: SERVICE_ACTOR,
        action: 'flag.change',
        subject: null,
        reason: null,
        before: null,
        after: i,
      })
    }
  })
}

const head = (): unknown => JSON.parse(readFileSync(join(dataDir, 'audit-head.json'), 'utf8'))

it.each([
  ['cut to one entry', 'delete from audit where seq > 1', 'cut', 2],
  ['emptied', 'delete from audit', 'cut', 1],
  ['cut by its last entry', 'delete from audit where seq = (select max(seq) from audit)', 'cut'],
  [
    'given another last entry',
    `update audit set hash = 'x' where seq = (select max(seq) from audit)`,
    'rebuilt',
  ],
  [
    'given one entry more',
    `insert into audit (seq, prev_hash, hash, signature, entry)
      select seq + 1, hash, 'x', signature, entry from audit order by seq desc limit 1`,
    'unsigned',
  ],
])(
  'takes no entry onto a log that was %s under a running service, also after a restart',
  async (_what, statement, kind, seq = expect.any(Number) as number) => {
    const error = vi.fn<Logger['error']>()
    const logger = { ...silentLogger, error }
    const running = await startTestService({ dataDir, logger })
    expect((await change(running, 'before')).status).toBe(200)
    const signed = head()
    tamper(statement)
    const refused = await change(running, 'after')
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({ code: 'AUDIT_CHAIN_BROKEN' })
    expect(readinessOf(running.store.health(), false).causes).toEqual(['audit_chain_broken'])
    expect((await running.store.verifyAudit()).whole).toBe(false)
    expect((await change(running, 'after a verification')).status).toBe(503)
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ kind, seq }),
      'a change was refused: the audit log is not as it was left',
    )
    expect(running.store.live.get('shop')?.ruleset.flags['a']?.title).toBe('before')
    await running.close()
    expect(head()).toEqual(signed)

    await reopened(async (store) => {
      await expect(addEntries(store, 1)).rejects.toMatchObject({ code: 'AUDIT_CHAIN_BROKEN' })
      expect(readinessOf(store.health(), false).causes).toEqual(['audit_chain_broken'])
      expect((await store.verifyAudit()).whole).toBe(false)
      expect(store.live.get('shop')?.ruleset.flags['a']?.title).toBe('before')
    })
    expect(head()).toEqual(signed)
  },
)

it('notices a cut also where the head file is behind, and takes entries again once all are back', async () => {
  const elsewhere = join(dataDir, 'volume')
  mkdirSync(elsewhere)
  rmSync(join(dataDir, 'audit-head.json'))
  const auditHeadPath = join(elsewhere, 'head.json')
  const first = await startTestService({ dataDir, auditHeadPath, restored: true })
  // The volume is gone: what is signed now is known to this process alone.
  rmSync(elsewhere, { recursive: true })
  expect((await change(first, 'without a head')).status).toBe(200)
  tamper(
    'create table kept as select * from audit order by seq desc limit 1',
    'delete from audit where seq = (select max(seq) from audit)',
  )
  expect((await change(first, 'after')).status).toBe(503)
  tamper(
    'insert into audit (seq, prev_hash, hash, signature, entry) select seq, prev_hash, hash, signature, entry from kept',
  )
  mkdirSync(elsewhere)
  expect((await change(first, 'after')).status).toBe(200)
  expect(await first.store.verifyAudit()).toMatchObject({ whole: true })
  expect(readinessOf(first.store.health(), false).causes).toEqual([])
  await first.close()
})

it('does not cover a cut tail up by what comes after it', async () => {
  tamper('delete from audit where seq > 7')
  await reopened(async (store) => {
    for (let i = 0; i < 20; i++) await expect(addEntries(store, 1)).rejects.toThrow('cut off')
    expect(await store.verifyAudit()).toMatchObject({
      whole: false,
      fault: { seq: 8, kind: 'cut' },
    })
  })
})

it('serves an older database that somebody put back, though the log takes no entry about it', async () => {
  const older = join(dataDir, 'older.db')
  const database = new DatabaseSync(join(dataDir, 'sluice.db'))
  database.exec(`vacuum into '${older}'`)
  database.close()
  const running = await startTestService({ dataDir })
  await change(running, 'later')
  const { epoch } = running.store
  await running.close()
  renameSync(older, join(dataDir, 'sluice.db'))
  await reopened(async (store) => {
    expect(store.epoch).not.toBe(epoch)
    expect(store.health().auditFault).toMatchObject({ kind: 'cut' })
  })
})

it('begins a new epoch, a new head and an entry about it when the data was restored', async () => {
  const before = await reopened(async (store) => store.epoch)
  tamper('delete from audit where seq > 7')
  await reopened(async (store) => {
    expect(store.epoch).not.toBe(before)
    expect(await store.verifyAudit()).toMatchObject({ whole: true, entries: 8, headSeq: 8 })
  }, true)
  expect((await report()).whole).toBe(true)
})

it('lets requests through while it verifies a long chain', async () => {
  await reopened(async (store) => {
    await addEntries(store, 400)
    let turns = 0
    const count = setInterval(() => turns++, 0)
    expect(await store.verifyAudit()).toMatchObject({ whole: true, entries: entries + 400 })
    clearInterval(count)
    expect(turns).toBeGreaterThan(2)
  })
})
