import type { FirstEnvironment } from '../environment.ts'
import type { OpenedRows } from './rows.ts'

const STORE = 'rows'

/** What events need of a browser at once: its rows, and when its page may go. */
export const browserRows: Pick<FirstEnvironment, 'openRows' | 'dropRows' | 'watchLeaving'> = {
  openRows,
  dropRows: (name) => indexedDB.deleteDatabase(name),
  // With the page that is left too. Whoever looks at it again is told as well, which does no harm.
  watchLeaving: (listener, until) =>
    globalThis.document?.addEventListener('visibilitychange', listener, until),
}

/** A database of this browser. */
export interface BrowserRows extends OpenedRows {
  readonly db: IDBDatabase
}

/**
 * Opens a database of this browser.
 *
 * @throws DOMException where there is none, as in a sandboxed frame
 */
export function openRows(name: string): Promise<BrowserRows> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' })
    request.onerror = reject
    request.onsuccess = () => {
      const db = request.result
      const close = (): void => db.close()
      // Somebody deletes it, or a later release needs another form: nobody waits for this page.
      db.onversionchange = close
      resolve({ db, put: (row) => begin(db, (store) => store.put(row)), close })
    }
  })
}

/**
 * Begins a transaction, and leaves its end to the browser.
 *
 * @throws DOMException when the database was closed
 */
export function begin(db: IDBDatabase, act: (store: IDBObjectStore) => unknown): IDBTransaction {
  const transaction = db.transaction(STORE, 'readwrite', { durability: 'relaxed' })
  act(transaction.objectStore(STORE))
  // Nothing more comes: it need not wait for this page to hear so.
  transaction.commit()
  return transaction
}
