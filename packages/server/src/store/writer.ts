import type { Kysely, Transaction } from 'kysely'
import { canonicalText, type AuditEntry, type ChainEnd } from '../audit/audit-entry.ts'
import { signHead, writeHead } from '../audit/audit-head.ts'
import { endFault, storedEnd } from '../audit/chain-end.ts'
import { linkEntry } from '../audit/sign-entry.ts'
import type { SigningKey } from '../audit/signing-key.ts'
import type { AuditFault } from '../audit/verify.ts'
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
  /** Where the chain has to end for the first entry to follow it; wherever it ends unless given. */
  readonly end?: ChainEnd | undefined
  /** Whether the head may follow the chain; it stays where it is while the chain is known to be broken. */
  readonly mayMoveHead: () => boolean
  /** Hears whether the chain was found as it was left, with each entry that is to follow it. */
  readonly onChain: (fault: AuditFault | undefined) => void
  readonly now: () => number
  readonly logger: Logger
  /** Makes room on a full disk; `false` when there is none to make. */
  readonly makeRoom: () => boolean
  /** Hears how each change went with the database. */
  readonly onOutcome: (error: unknown) => void
}

/** Where this process left the chain. */
interface Chain {
  end: ChainEnd | undefined
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
  const chain: Chain = { end: options.end }
  return {
    write(work) {
      // One after the other, effects included, so that heads and publications come in the order of commits.
      const result = tail.then(() => writeOrMakeRoom(options, chain, work))
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
  chain: Chain,
  work: (unit: Unit) => Promise<T>,
): Promise<T> {
  try {
    return await writeNow(options, chain, work)
  } catch (error) {
    if (unavailableCause(error) !== DISK_FULL || !options.makeRoom()) throw error
    return writeNow(options, chain, work)
  }
}

async function writeNow<T>(
  options: WriterOptions,
  chain: Chain,
  work: (unit: Unit) => Promise<T>,
): Promise<T> {
  const { db, key, logger } = options
  const now = options.now()
  const effects = new Map<string | symbol, Effect>()
  let end: ChainEnd | undefined
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
          const last = end ?? (await endToFollow(trx, chain.end, options.onChain))
          const linked = linkEntry(entry, last, now, key)
          await chainable(insertEntry(trx, linked), linked.seq, options.onChain)
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
  // Kept here and not read back from the table: that is what a cut between two changes is found by.
  chain.end = end ?? chain.end
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

type OnChain = WriterOptions['onChain']

// An entry that followed whatever is there would make a chain that was cut look whole, with our own signature.
async function endToFollow(
  trx: Transaction<Tables>,
  left: ChainEnd | undefined,
  onChain: OnChain,
): Promise<ChainEnd> {
  const found = await chainable(storedEnd(trx), (left?.seq ?? 0) + 1, onChain)
  const fault = left === undefined ? undefined : endFault(left, found)
  onChain(fault)
  if (fault !== undefined) throw chainBroken(fault.detail)
  return found
}

async function chainable<T>(step: Promise<T>, seq: number, onChain: OnChain): Promise<T> {
  try {
    return await step
  } catch (error) {
    if (!isChainBroken(error)) throw error
    const detail = `What is in the table leaves no place for entry ${seq}.`
    onChain({ seq, kind: 'misplaced', detail })
    throw chainBroken(detail, error)
  }
}

async function insertEntry(trx: Transaction<Tables>, linked: AuditEntry): Promise<void> {
  const { seq, prevHash, hash, signature } = linked
  await trx
    .insertInto('audit')
    .values({ seq, prev_hash: prevHash, hash, signature, entry: canonicalText(linked) })
    .execute()
}
