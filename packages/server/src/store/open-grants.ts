import type { Kysely } from 'kysely'
import { join } from 'node:path'
import { createGrantBook } from '../grants/grant-book.ts'
import { openGrantKey } from '../grants/grant-key.ts'
import { createGrantUses } from '../grants/grant-uses.ts'
import type { Logger } from '../http/logger.ts'
import { keepUses, lastingGrants, lastingUses } from './grant-rows.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'
import type { Writer } from './unit.ts'

/** The file of the key in a data folder. It is in no backup: what was revoked after that would work again. */
const GRANT_KEY = 'grant-key.pem'

/** What bringing grants into memory takes. */
export interface OpenGrantsOptions {
  readonly db: Kysely<Tables>
  readonly dataDir: string
  readonly epoch: string
  readonly writer: Writer
  readonly now: () => number
  readonly logger: Logger
}

/** Brings the grants of a data folder into memory. */
export async function openGrants(options: OpenGrantsOptions): Promise<Store['grants']> {
  const { db, dataDir, epoch, writer, now, logger } = options
  const book = createGrantBook(openGrantKey(join(dataDir, GRANT_KEY), epoch, logger))
  for (const entry of await lastingGrants(db, now())) book.add(entry)
  const uses = createGrantUses({
    known: await lastingUses(db, now()),
    keep(fresh) {
      writer
        .write(async (unit) => keepUses(unit.db, fresh, unit.now))
        .catch((err: unknown) => {
          logger.error(
            { err },
            'what a grant forced is known until this process ends, and not kept',
          )
        })
    },
  })
  return { book, uses }
}
