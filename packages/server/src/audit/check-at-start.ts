import type { Kysely } from 'kysely'
import type { Tables } from '../store/tables.ts'
import { GENESIS_HASH } from './audit-entry.ts'
import { readHead, signHead, writeHead } from './audit-head.ts'
import { entryOf, type AuditRow } from './read-entries.ts'
import type { SigningKey } from './signing-key.ts'
import { createAuditVerifier, type AuditFault } from './verify.ts'

/** What the check at the start needs. */
export interface StartCheck {
  readonly db: Kysely<Tables>
  readonly key: SigningKey
  readonly headPath: string
  readonly now: number
  /** The folder was made just now: a missing head is the first one to be written. */
  readonly isNew: boolean
}

/**
 * Compares the end of the chain with its signed head: a cut tail, a chain built
 * anew and a missing head are found before the first request. A process that
 * died between a commit and its head left signed entries behind the head; the
 * head then follows them.
 *
 * @returns what is wrong, `undefined` when nothing is
 */
export async function checkAtStart(check: StartCheck): Promise<AuditFault | undefined> {
  const { db, key, headPath, now } = check
  const head = readHead(headPath)
  if (head === undefined && check.isNew) {
    await writeHead(headPath, signHead(key, { seq: 0, hash: GENESIS_HASH }, now))
    return undefined
  }
  const lastSeq = await seqOfLast(db)
  const rows = await rowsFrom(db, head?.seq ?? lastSeq + 1)
  const anchor = head?.seq === 0 ? { seq: 0, hash: GENESIS_HASH } : rows.shift()
  const start =
    head !== undefined && anchor?.seq === head.seq ? anchor : { seq: lastSeq, hash: GENESIS_HASH }
  const verifier = createAuditVerifier(head, key.publicKey, start)
  if (head !== undefined && anchor?.seq === head.seq && anchor.hash !== head.hash) {
    return {
      seq: head.seq,
      kind: 'rebuilt',
      detail: `The signed head knows another entry ${head.seq}.`,
    }
  }
  for (const row of rows) verifier.add(entryOf(row))
  const { fault } = verifier.report()
  if (fault !== undefined) return fault
  const last = rows.at(-1)
  if (last !== undefined) await writeHead(headPath, signHead(key, last, now))
  return undefined
}

async function seqOfLast(db: Kysely<Tables>): Promise<number> {
  const row = await db
    .selectFrom('audit')
    .select('seq')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.seq ?? 0
}

async function rowsFrom(db: Kysely<Tables>, seq: number): Promise<AuditRow[]> {
  return db
    .selectFrom('audit')
    .select(['seq', 'hash', 'signature', 'entry'])
    .where('seq', '>=', seq)
    .orderBy('seq')
    .execute()
}
