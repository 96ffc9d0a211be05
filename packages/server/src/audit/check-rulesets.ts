import { sql, type Kysely } from 'kysely'
import type { Tables } from '../store/tables.ts'
import { sha256 } from './audit-entry.ts'
import type { AuditFault } from './verify.ts'

/** The member of an entry's `after` that has the SHA-256 of the stored ruleset, hexadecimal. */
export const RULESET_HASH = 'rulesetSha256'

/**
 * Compares the current ruleset of every environment with what the audit entry
 * of its version says. Entries that say nothing of it are no fault: older
 * releases wrote them.
 *
 * @returns the first that differs, `undefined` when none does
 */
export async function checkRulesets(db: Kysely<Tables>): Promise<AuditFault | undefined> {
  const rows = await db
    .selectFrom('environments')
    .innerJoin('ruleset_versions', (join) =>
      join
        .onRef('ruleset_versions.environment', '=', 'environments.key')
        .onRef('ruleset_versions.version', '=', 'environments.version'),
    )
    .select(['environments.key', 'environments.version', 'ruleset_versions.ruleset'])
    .orderBy('environments.key')
    .execute()
  for (const { key, version, ruleset } of rows) {
    const entry = await entryOfVersion(db, key, version)
    if (entry === undefined || entry.hash === null || entry.hash === sha256(ruleset)) continue
    return {
      seq: entry.seq,
      kind: 'ruleset_differs',
      detail: `The ruleset differs from what the audit log says: version ${version} of "${key}" is not what entry ${entry.seq} made.`,
    }
  }
  return undefined
}

async function entryOfVersion(
  db: Kysely<Tables>,
  environment: string,
  version: number,
): Promise<{ seq: number; hash: string | null } | undefined> {
  return db
    .selectFrom('audit')
    .select(['seq', after<string | null>(RULESET_HASH).as('hash')])
    .where('environment', '=', environment)
    .where(after<number | null>('version'), '=', version)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
}

// A damaged entry is no JSON, and is for the verification of the chain to find.
function after<T>(member: string) {
  return sql<T>`case when json_valid(entry) then json_extract(entry, ${`$.after.${member}`}) end`
}
