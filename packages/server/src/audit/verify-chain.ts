import type { Kysely } from 'kysely'
import type { Tables } from '../store/tables.ts'
import { readHead } from './audit-head.ts'
import { readChain } from './read-entries.ts'
import type { SigningKey } from './signing-key.ts'
import { createAuditVerifier, type AuditReport } from './verify.ts'

/** What a verification of the stored chain needs. */
export interface ChainSource {
  read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T>
  readonly key: SigningKey
  readonly headPath: string
}

/**
 * Verifies the stored chain against its signed head, in batches.
 *
 * @param signal - stops early; the report then covers what was read
 */
export async function verifyChain(source: ChainSource, signal?: AbortSignal): Promise<AuditReport> {
  // The head first: entries that are added meanwhile come after it.
  const verifier = createAuditVerifier(readHead(source.headPath), source.key.publicKey)
  for await (const entry of readChain(source)) {
    if (signal?.aborted === true) break
    verifier.add(entry)
  }
  return verifier.report()
}
