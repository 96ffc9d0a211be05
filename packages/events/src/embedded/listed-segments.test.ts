import { copyFileSync, existsSync, mkdirSync, truncateSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { DAY, START, exposure } from '../testing/events.ts'
import { openedStore } from '../testing/opened-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { listedSegments } from './listed-segments.ts'

it('names the files that belong together, and none that a merge has left or not listed', async () => {
  const folder = temporaryFolder()
  const { spool, store } = await openedStore(folder, { now: () => START + 40 * DAY })
  for (const environment of ['shop', "it's a*"]) {
    for (let i = 0; i < 2; i++) {
      await spool.append([exposure({ environment })])
      await store.settle()
    }
  }
  const before = await listedSegments(folder)
  expect(before).toHaveLength(4)
  expect(before.every((path) => existsSync(path))).toBe(true)
  const [path = ''] = before
  mkdirSync(join(folder, 'kept'))
  copyFileSync(path, join(folder, 'kept', 'old.parquet'))
  await store.compact()
  // As it is between the exchange of the list and the end of the old file.
  copyFileSync(join(folder, 'kept', 'old.parquet'), join(dirname(path), '000000000001.parquet'))
  const after = await listedSegments(folder)
  expect(after).toHaveLength(2)
  expect(after.filter((listed) => before.includes(listed))).toEqual([])
})

it('refuses a folder without a list, or with one that was garbled', async () => {
  const folder = temporaryFolder()
  const refused = { code: 'EVENTS_FOLDER_UNUSABLE' }
  await expect(listedSegments(folder)).rejects.toMatchObject(refused)
  await (await openedStore(folder)).close()
  truncateSync(join(folder, 'manifest.json'), 20)
  await expect(listedSegments(folder)).rejects.toMatchObject(refused)
})
