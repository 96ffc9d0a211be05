import type { Kysely } from 'kysely'
import type { Tables } from '../store/tables.ts'
import { GENESIS_HASH, type ChainEnd } from './audit-entry.ts'
import { readHead, signHead, writeHead, type AuditHead } from './audit-head.ts'
import { storedEnd } from './chain-end.ts'
import { entryOf, type AuditRow } from './read-entries.ts'
import type { SigningKey } from './signing-key.ts'
import { createAuditVerifier, isSigned, type AuditFault } from './verify.ts'

/** What the check at the start needs. */
export interface StartCheck {
  readonly db: Kysely<Tables>
  readonly key: SigningKey
  readonly headPath: string
  readonly now: number
  /** The folder was made just now: a missing head is the first one to be written. */
  readonly isNew: boolean
}

/** What the check at the start found. */
export interface StartFinding {
  /** What is wrong; absent when nothing is. */
  readonly fault?: AuditFault
  /** Where the chain has to end for the next entry to follow it. */
  readonly end: ChainEnd
}

/**
 * Compares the end of the chain with its signed head: a cut tail, a chain built
 * anew and a missing head are found before the first request. A process that
 * died between a commit and its head left signed entries behind the head; the
 * head then follows them. A head that does not fit is evidence, and stays.
 */
export async function checkAtStart(check: StartCheck): Promise<StartFinding> {
  const { db, key, headPath, now } = check
  const head = readHead(headPath)
  if (head === undefined && check.isNew) {
    const end = { seq: 0, hash: GENESIS_HASH }
    await writeHead(headPath, signHead(key, end, now))
    return { end }
  }
  const found = await storedEnd(db)
  const fault = await faultOf(check, head, found.seq)
  if (fault !== undefined) {
    const isEvidence = head !== undefined && isSigned(head, key.publicKey)
    return { fault, end: isEvidence ? { seq: head.seq, hash: head.hash } : found }
  }
  if (head?.seq !== found.seq) await writeHead(headPath, signHead(key, found, now))
  return { end: found }
}

async function faultOf(
  { db, key }: StartCheck,
  head: AuditHead | undefined,
  lastSeq: number,
): Promise<AuditFault | undefined> {
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
  return verifier.report().fault
}

async function rowsFrom(db: Kysely<Tables>, seq: number): Promise<AuditRow[]> {
  return db
    .selectFrom('audit')
    .select(['seq', 'hash', 'signature', 'entry'])
    .where('seq', '>=', seq)
    .orderBy('seq')
    .execute()
}
