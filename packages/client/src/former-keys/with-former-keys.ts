import { browser } from '../browser.ts'
import { browserRows } from '../events/browser-rows.ts'
import { rowsIn } from '../events/delivery/rows-in.ts'
import type { SluiceClientOptions } from '../options.ts'
import { serviceUrl, storageName } from '../service-url.ts'
import { storageOfAll } from './storage-of-all.ts'
import { takeRows } from './take-rows.ts'

/** What is needed of the options of a client whose key took the place of another. */
export type FormerKeysOptions = Pick<
  SluiceClientOptions,
  'url' | 'clientKey' | 'cache' | 'environment'
>

/**
 * Lets a client go on with what this browser kept under other keys: who is there, the values, what
 * was counted, and the events that wait. A denial deletes it under every key.
 *
 * What was kept stays where it is, for pages that still have the other key; only the events that
 * wait are moved, and sent with the key of the options.
 *
 * @param formerKeys - client keys of the same environment, the latest first
 * @example
 * const client = createSluiceClient(withFormerKeys({ url, clientKey }, ['sluice_client_before']))
 */
export function withFormerKeys<Options extends FormerKeysOptions>(
  options: Options,
  formerKeys: readonly string[],
): Options {
  const url = serviceUrl(options.url)
  const name = storageName(url, options.clientKey)
  const former = formerKeys.map((key) => storageName(url, key))
  /** What this is called under the other keys. */
  const othersOf = (kept: string): string[] => former.map((other) => kept.replace(name, other))
  const { cache, environment } = options
  const given = { ...browser, ...browserRows, rowsIn, ...environment }
  return {
    ...options,
    ...(typeof cache === 'object' && { cache: storageOfAll(cache, othersOf) }),
    environment: {
      ...environment,
      storage(kind) {
        const storage = given.storage(kind)
        return storage && storageOfAll(storage, othersOf)
      },
      dropRows(rows) {
        for (const each of [rows, ...othersOf(rows)]) given.dropRows(each)
      },
      rowsIn(opened) {
        const rows = given.rowsIn(opened)
        return {
          ...rows,
          async all() {
            for (const each of othersOf(`${name}.events`)) await takeRows(each, rows, given)
            return rows.all()
          },
        }
      },
    },
  }
}
