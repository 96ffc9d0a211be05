import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import type { StoreLoss } from '../query/event-store.ts'
import { exposure } from '../testing/events.ts'
import { openedStore } from '../testing/opened-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

async function scene(): Promise<{
  readonly folder: string
  readonly paths: readonly string[]
  readonly heard: StoreLoss[]
  readonly store: Awaited<ReturnType<typeof openedStore>>['store']
}> {
  const folder = temporaryFolder()
  const heard: StoreLoss[] = []
  const { spool, store } = await openedStore(folder, { onLoss: (loss) => void heard.push(loss) })
  for (const size of [3, 5]) {
    await spool.append(Array.from({ length: size }, () => exposure()))
    await store.settle()
  }
  const parquet = join(folder, 'parquet')
  const paths = readdirSync(parquet, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => join(parquet, name))
    .toSorted()
  return { folder, paths, heard, store }
}

it.each([
  ['changed', (path: string) => writeFileSync(path, '{bad'), 'was not what was written, is in'],
  ['removed', (path: string) => rmSync(path), 'was gone'],
] as const)(
  'writes a list anew that was %s while the store is open, and says so',
  async (_, harm, words) => {
    const { folder, store, heard } = await scene()
    const path = join(folder, 'manifest.json')
    const before = readFileSync(path, 'utf8')
    harm(path)
    const { whole, rows, faults } = await store.verify()
    expect({ whole, rows, heard }).toEqual({ whole: false, rows: 8, heard: [] })
    expect(faults).toEqual([expect.stringContaining(`manifest.json ${words}`)])
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(await store.verify()).toMatchObject({ whole: true, rows: 8 })
  },
)

it('moves aside what is none of ours, so that no tool that reads the folder counts it', async () => {
  const { paths, store, heard } = await scene()
  const [first = ''] = paths
  const copy = join(dirname(first), 'copy.parquet')
  const rubbish = join(dirname(first), '000000000099.parquet')
  copyFileSync(first, copy)
  writeFileSync(rubbish, 'rubbish')
  expect(await store.verify()).toMatchObject({ whole: false, segments: 2, rows: 8 })
  expect(heard.map(({ reason }) => reason)).toEqual(['foreign', 'foreign'])
  expect([copy, rubbish].filter((path) => existsSync(path))).toEqual([])
})

it('takes in a good copy that was put back, and tells of the loss no more', async () => {
  const { paths, store } = await scene()
  const [path = ''] = paths
  const good = readFileSync(path)
  writeFileSync(path, good.subarray(0, 900))
  expect(await store.verify()).toMatchObject({ whole: false, rows: 5 })
  writeFileSync(path, good)
  expect(await store.verify()).toMatchObject({ whole: true, rows: 8, faults: [] })
})
