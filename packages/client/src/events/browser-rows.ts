import type { Row, Rows } from './rows.ts'

const STORE = 'rows'

/**
 * Opens a database of this browser.
 *
 * @throws DOMException where there is none, as in a sandboxed frame
 */
export function openRows(name: string): Promise<Rows> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' })
    request.onerror = reject
    request.onsuccess = () => {
      const db = request.result
      const run = <T>(act: (store: IDBObjectStore) => T): Promise<T> =>
        new Promise((done, fail) => {
          // Throws when it was closed.
          const transaction = db.transaction(STORE, 'readwrite', { durability: 'relaxed' })
          const result = act(transaction.objectStore(STORE))
          transaction.oncomplete = () => done(result)
          transaction.onabort = fail
          // Nothing more comes: it need not wait for this page to hear so.
          transaction.commit()
        })
      const rows: Rows = {
        write: (put, gone) =>
          run((store) => {
            for (const row of put) store.put(row)
            for (const key of gone) store.delete(key)
          }),
        all: async () => (await run((store) => store.getAll() as IDBRequest<Row[]>)).result,
        close: () => db.close(),
      }
      // Somebody deletes it, or a later release needs another form: nobody waits for this page.
      db.onversionchange = () => rows.close()
      resolve(rows)
    }
  })
}
