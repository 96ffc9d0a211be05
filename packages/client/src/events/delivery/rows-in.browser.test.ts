import { afterEach, expect, it } from 'vitest'
import { openRows } from '../browser-rows.ts'
import { rowsIn } from './rows-in.ts'

const NAME = 'sluice.rows-in-test'

afterEach(() => void indexedDB.deleteDatabase(NAME))

it('reads what a first load put, also through another connection, and removes it', async () => {
  const first = await openRows(NAME)
  const put = { key: 'b', session: 's', events: ['{}'] }
  first.put(put)
  const rows = rowsIn(await openRows(NAME))
  await rows.write([{ ...put, key: 'a' }], [])
  expect(await rows.all()).toEqual([{ ...put, key: 'a' }, put])
  await rows.write([], ['b'])
  expect(await rowsIn(first).all()).toEqual([{ ...put, key: 'a' }])
})

it('refuses what comes after it was closed', async () => {
  const first = await openRows(NAME)
  const rows = rowsIn(first)
  rows.close()
  await expect(rows.all()).rejects.toThrow('clos')
  expect(() => first.put({ key: 'a', session: 's', events: [] })).toThrow('clos')
})

it('makes way for whoever deletes it', async () => {
  const first = await openRows(NAME)
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(NAME)
    request.onsuccess = resolve
    request.onblocked = reject
  })
  expect(() => first.put({ key: 'a', session: 's', events: [] })).toThrow('clos')
})
