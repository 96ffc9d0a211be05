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
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      const db = request.result
      const close = (): void => db.close()
      // Somebody deletes it, or a later release needs another form: nobody waits for this page.
      db.onversionchange = close
      const run = <T>(
        mode: IDBTransactionMode,
        act: (store: IDBObjectStore) => IDBRequest<T> | undefined,
      ): Promise<T> =>
        new Promise((done, fail) => {
          // Throws when it was closed.
          const transaction = db.transaction(STORE, mode, { durability: 'relaxed' })
          const last = act(transaction.objectStore(STORE))
          transaction.oncomplete = () => done(last?.result as T)
          transaction.onabort = () => fail(transaction.error)
          // Nothing more comes: it need not wait for this page to hear so.
          transaction.commit()
        })
      resolve({
        write: (put, gone) =>
          run('readwrite', (store) => {
            put.forEach((row) => store.put(row))
            gone.forEach((key) => store.delete(key))
            return undefined
          }),
        all: () => run('readonly', (store) => store.getAll() as IDBRequest<Row[]>),
        close,
      })
    }
  })
}

/** Deletes a database of this browser; pages that have it open let go of it. */
export function dropRows(name: string): void {
  indexedDB.deleteDatabase(name)
}
