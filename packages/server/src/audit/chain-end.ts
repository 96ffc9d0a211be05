import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../store/tables.ts'
import { GENESIS_HASH, type ChainEnd } from './audit-entry.ts'
import type { AuditFault } from './verify.ts'

/** Reads where the stored chain ends. */
export async function storedEnd(db: Kysely<Tables> | Transaction<Tables>): Promise<ChainEnd> {
  const row = await db
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? { seq: 0, hash: GENESIS_HASH }
}

/**
 * Compares where the stored chain ends with where it was left. Only one process
 * writes to it, so any difference was made from outside.
 *
 * @returns what is wrong, `undefined` when nothing is
 */
export function endFault(left: ChainEnd, found: ChainEnd): AuditFault | undefined {
  if (found.seq < left.seq) {
    return {
      seq: found.seq + 1,
      kind: 'cut',
      detail: `The log ends with entry ${found.seq}; those up to ${left.seq} were cut off.`,
    }
  }
  if (found.seq > left.seq) {
    return {
      seq: left.seq + 1,
      kind: 'unsigned',
      detail: `What stands after entry ${left.seq} was not written by this service.`,
    }
  }
  if (found.hash === left.hash) return undefined
  return {
    seq: left.seq,
    kind: 'rebuilt',
    detail: `The signed head knows another entry ${left.seq}.`,
  }
}
