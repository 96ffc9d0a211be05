import type { Kysely, Transaction } from 'kysely'
import { canonicalText, GENESIS_HASH, type AuditEntry } from '../audit/audit-entry.ts'
import { signHead, writeHead } from '../audit/audit-head.ts'
import { linkEntry } from '../audit/sign-entry.ts'
import type { SigningKey } from '../audit/signing-key.ts'
import type { Logger } from '../http/logger.ts'
import {
  chainBroken,
  DISK_FULL,
  isChainBroken,
  storeErrorOf,
  storeUnavailable,
  unavailableCause,
} from './store-error.ts'
import type { Tables } from './tables.ts'
import type { Unit, Writer } from './unit.ts'

/** What a writer needs. */
export interface WriterOptions {
  readonly db: Kysely<Tables>
  readonly isInPlace: () => boolean
  readonly key: SigningKey
  readonly headPath: string
  /** Whether the head may follow the chain; it stays where it is while the chain is known to be broken. */
  readonly mayMoveHead: () => boolean
  readonly now: () => number
  readonly logger: Logger
  /** Makes room on a full disk; `false` when there is none to make. */
  readonly makeRoom: () => boolean
  /** Hears how each change went with the database. */
  readonly onOutcome: (error: unknown) => void
}

type Effect = () => void | Promise<void>

/** The one writer of a data folder. */
export interface FolderWriter extends Writer {
  /** Waits for the changes that have begun. */
  idle(): Promise<void>
}

/** Makes the one writer of a data folder. */
export function createWriter(options: WriterOptions): FolderWriter {
  let tail: Promise<unknown> = Promise.resolve()
  return {
    write(work) {
      // One after the other, effects included, so that heads and publications come in the order of commits.
      const result = tail.then(() => writeOrMakeRoom(options, work))
      tail = result.catch(() => undefined)
      return result
    },
    async idle() {
      await tail
    },
  }
}

async function writeOrMakeRoom<T>(
  options: WriterOptions,
  work: (unit: Unit) => Promise<T>,
): Promise<T> {
  try {
    return await writeNow(options, work)
  } catch (error) {
    if (unavailableCause(error) !== DISK_FULL || !options.makeRoom()) throw error
    return writeNow(options, work)
  }
}

async function writeNow<T>(options: WriterOptions, work: (unit: Unit) => Promise<T>): Promise<T> {
  const { db, key, logger } = options
  const now = options.now()
  const effects = new Map<string | symbol, Effect>()
  let end: { seq: number; hash: string } | undefined
  let value: T
  try {
    if (!options.isInPlace()) throw storeUnavailable('its file was moved or deleted')
    value = await db.transaction().execute(async (trx) =>
      work({
        db: trx,
        now,
        afterCommit(effect, name) {
          const key = name ?? Symbol('effect')
          // Taken out first, so that what replaces it comes in its own turn.
          effects.delete(key)
          effects.set(key, effect)
        },
        async audit(entry) {
          const last = end ?? (await chainable(lastLink(trx)))
          const linked = linkEntry(entry, last, now, key)
          await chainable(insertEntry(trx, linked))
          end = { seq: linked.seq, hash: linked.hash }
          return linked
        },
      }),
    )
    options.onOutcome(undefined)
  } catch (error) {
    const told = storeErrorOf(error)
    options.onOutcome(told)
    throw told
  }
  if (end !== undefined && options.mayMoveHead()) {
    const head = signHead(key, end, now)
    effects.set('audit head', async () => writeHead(options.headPath, head))
  }
  for (const effect of effects.values()) await runEffect(effect, logger)
  return value
}

// The change is on the disk: what fails after it must not make it look undone.
async function runEffect(effect: Effect, logger: Logger): Promise<void> {
  try {
    await effect()
  } catch (err) {
    logger.error({ err }, 'a change was stored, but not everything that follows it could be done')
  }
}

async function chainable<T>(step: Promise<T>): Promise<T> {
  try {
    return await step
  } catch (error) {
    throw isChainBroken(error) ? chainBroken(error) : error
  }
}

/** The end of the chain. */
export async function lastLink(
  db: Kysely<Tables> | Transaction<Tables>,
): Promise<{ seq: number; hash: string }> {
  const row = await db
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? { seq: 0, hash: GENESIS_HASH }
}

async function insertEntry(trx: Transaction<Tables>, linked: AuditEntry): Promise<void> {
  const { seq, prevHash, hash, signature } = linked
  await trx
    .insertInto('audit')
    .values({ seq, prev_hash: prevHash, hash, signature, entry: canonicalText(linked) })
    .execute()
}
