import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../api/test-service.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS } from './migrations.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder, 'test.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (): DatabaseSync => new DatabaseSync(path, { timeout: 5_000 })

function applied(database: DatabaseSync): unknown[] {
  return database
    .prepare('select name from migrations order by name')
    .all()
    .map((row) => row['name'])
}

async function runNode(code: string): Promise<number | null> {
  const child = spawn(
    process.execPath,
    ['--conditions=@sluice/source', '--input-type=module', '-e', code],
    { stdio: 'inherit' },
  )
  const [status] = (await once(child, 'exit')) as [number | null]
  return status
}

it('applies every step once, however often it runs', () => {
  const database = open()
  migrate(database, 1)
  database.exec("insert into meta values ('a', 'b')")
  migrate(database, 2)
  expect(applied(database)).toEqual(MIGRATIONS.map(({ name }) => name))
  expect(database.prepare('select * from meta').all()).toHaveLength(1)
  database.close()
})

it('leaves nothing of a step that fails, and applies it the next time', () => {
  const database = open()
  const steps = [
    ...MIGRATIONS,
    { name: '9999-broken', sql: 'create table half (a); create table half (a)' },
  ]
  expect(() => migrate(database, 1, steps)).toThrow(/half/)
  expect(applied(database)).toEqual(MIGRATIONS.map(({ name }) => name))
  expect(database.prepare("select * from sqlite_master where name = 'half'").all()).toEqual([])
  migrate(database, 2, [...MIGRATIONS, { name: '9999-broken', sql: 'create table half (a)' }])
  expect(applied(database)).toContain('9999-broken')
  database.close()
})

it('finishes what a killed process had begun', async () => {
  const module = fileURLToPath(new URL('./migrations.ts', import.meta.url))
  await runNode(`
    import { DatabaseSync } from 'node:sqlite'
    const { MIGRATIONS } = await import(${JSON.stringify(module)})
    const database = new DatabaseSync(${JSON.stringify(path)})
    database.exec('pragma journal_mode = wal; begin immediate')
    database.exec(MIGRATIONS[0].sql)
    process.kill(process.pid, 'SIGKILL')`)
  const database = open()
  migrate(database, 1)
  expect(applied(database)).toEqual(MIGRATIONS.map(({ name }) => name))
  database.close()
})

it('lets one of several processes win that migrate at once', async () => {
  const module = fileURLToPath(new URL('./migrate.ts', import.meta.url))
  const code = `
    import { DatabaseSync } from 'node:sqlite'
    const { migrate } = await import(${JSON.stringify(module)})
    const database = new DatabaseSync(${JSON.stringify(path)}, { timeout: 20000 })
    migrate(database, process.pid)
    database.close()`
  expect(await Promise.all([runNode(code), runNode(code), runNode(code)])).toEqual([0, 0, 0])
  const database = open()
  expect(applied(database)).toEqual(MIGRATIONS.map(({ name }) => name))
  database.close()
})

it('refuses a database that a newer release has written', () => {
  const database = open()
  migrate(database, 1, [...MIGRATIONS, { name: '9999-later', sql: 'create table later (a)' }])
  expect(() => migrate(database, 2)).toThrow(
    expect.objectContaining({
      code: 'STORE_TOO_NEW',
      message: expect.stringContaining('9999-later'),
    }),
  )
  database.close()
})

it('keeps the credentials of an older release, in their order, when ingest keys become possible', () => {
  const database = open()
  migrate(database, 1, MIGRATIONS.slice(0, 1))
  database.exec(`
    insert into environments values ('shop', '{}', 0, 1, 1);
    insert into credentials values
      ('b', 'client', null, 'shop', 'd1', 'last', 'page', 1, '{}', null),
      ('a', 'token', 'admin', null, 'd2', 'last', 'me', 2, '{}', 3);
  `)
  const rows = () => database.prepare('select rowid as place, * from credentials').all()
  const before = rows()
  migrate(database, 2)
  expect(rows()).toEqual(before)
  database.exec(
    "insert into credentials values ('c', 'ingest', null, 'shop', 'd3', 'last', 'pipe', 4, '{}', null)",
  )
  expect(rows()).toHaveLength(3)
  expect(() => database.exec("update credentials set kind = 'other' where id = 'c'")).toThrow(
    'CHECK',
  )
  database.close()
})

it('adds a place for looks to a database of a release before, and keeps what is put there', () => {
  const database = open()
  const place = MIGRATIONS.findIndex(({ name }) => name === '0011-experiment-looks')
  migrate(database, 1, MIGRATIONS.slice(0, place))
  database.exec("insert into environments values ('shop', '{}', 0, 1, 1)")
  migrate(database, 2)
  expect(applied(database)).toEqual(MIGRATIONS.map(({ name }) => name))
  database.exec("insert into experiment_looks values ('shop', 'words', 1, 1, 0, 2, 3, 'h', '{}')")
  const rows = () => database.prepare('select * from experiment_looks').all()
  const before = rows()
  expect(() => database.exec("update experiment_looks set document = '[]'")).toThrow('immutable')
  expect(() => database.exec('delete from experiment_looks')).toThrow('immutable')
  expect([before.length, rows()]).toEqual([1, before])
  database.close()
})
