import type { BrowserRows } from '../browser-rows.ts'
import { begin } from '../browser-rows.ts'
import type { Row, Rows } from '../rows.ts'

/** Reads and writes a database that was opened. */
export function rowsIn({ db }: BrowserRows): Rows {
  const run = <T>(act: (store: IDBObjectStore) => T): Promise<T> =>
    new Promise((done, fail) => {
      let result: T
      const transaction = begin(db, (store) => (result = act(store)))
      transaction.oncomplete = () => done(result)
      transaction.onabort = fail
    })
  return {
    write: (put, gone) =>
      run((store) => {
        for (const row of put) store.put(row)
        for (const key of gone) store.delete(key)
      }),
    all: async () => (await run((store) => store.getAll() as IDBRequest<Row[]>)).result,
    close: () => db.close(),
  }
}
