import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createDuck } from './duck.ts'

function duck(): ReturnType<typeof createDuck> {
  const folder = temporaryFolder()
  const made = createDuck({
    folder,
    temporaryFolder: join(folder, 'tmp'),
    threads: 1,
    memoryBytes: 2 ** 26,
  })
  onTestFinished(() => made.close())
  return made
}

it.each([
  `select * from read_csv('/etc/passwd')`,
  `select * from read_text('/proc/self/environ')`,
  `attach '/tmp/elsewhere.db'`,
  'install httpfs',
  'load httpfs',
  `copy (select 1) to '/tmp/elsewhere.csv'`,
  `set enable_external_access = true`,
  'set lock_configuration = false',
  `select * from read_parquet('http://127.0.0.1/x.parquet')`,
])('cannot be made to leave its folder: %s', async (sql) => {
  await expect(duck().query(sql)).rejects.toThrow(/disabled|locked|Cannot access/i)
})

it('takes whole numbers, fractions, texts, truth and lists for what they are', async () => {
  const rows = await duck().query(
    'select typeof($a) a, typeof($b) b, typeof($c) c, typeof($d) d, $e e',
    { a: 1_788_220_800_000, b: 0.5, c: 'x', d: true, e: ['y'] },
  )
  expect(rows).toEqual([{ a: 'BIGINT', b: 'DOUBLE', c: 'VARCHAR', d: 'BOOLEAN', e: ['y'] }])
})

it('gives up an instance that failed for good, and answers with the next', async () => {
  const it = duck()
  await it.query('create table kept as select 1 as a')
  const before = it.generation
  await expect(
    it.query(
      'select max(h) from (select list(repeat(r::varchar, 100)) h from range(10000000) t(r))',
    ),
  ).rejects.toMatchObject({ code: 'EVENT_STORE_FAILED', status: 503 })
  expect(it.generation).toBe(before + 1)
  expect(await it.query('select 1 as a')).toEqual([{ a: 1 }])
})
