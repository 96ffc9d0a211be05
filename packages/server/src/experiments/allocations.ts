import { type Flag, BPS } from '@sluice/core'
import { sql } from 'kysely'
import { isDeepStrictEqual } from 'node:util'
import type { Store } from '../store/store.ts'

/** How units were divided for a while: nothing of it changed between. */
export interface Allocation {
  readonly allocationVersion: number
  /** Epoch milliseconds. */
  readonly from: number
  /** By variant, in `[0, 1]`. */
  readonly shares: Readonly<Record<string, number>>
  readonly coverage: number
}

/** Something that changed while the experiment ran. */
export interface Edit {
  /** Ruleset version that it made. */
  readonly version: number
  readonly at: number
  readonly actor: string
  readonly reason: string | null
  readonly what: 'allocation' | 'coverage' | 'targeting' | 'values' | 'off' | 'on'
}

/** More edits of one flag than this are not looked at one by one. */
const MOST_EDITS = 100

/** Where the history of a rule is read, and of which time. */
export interface HistoryQuestion {
  readonly environment: string
  readonly flag: string
  readonly rule: string
  /** The ruleset version that started the experiment. */
  readonly fromVersion: number
  /** Epoch milliseconds; what came after is of no concern. */
  readonly until: number
}

/** Reads how a rule was divided since an experiment began, and what was edited meanwhile. */
export async function historyOf(
  store: Pick<Store, 'read'>,
  question: HistoryQuestion,
): Promise<{ readonly allocations: readonly Allocation[]; readonly edits: readonly Edit[] }> {
  const { environment, flag, rule, fromVersion, until } = question
  const rows = await store.read(async (db) =>
    db
      .selectFrom('ruleset_versions')
      .select([
        'version',
        'created_at',
        'actor',
        'reason',
        // Only the flag, of a ruleset that may have thousands.
        sql<string | null>`json_extract(ruleset, ${`$.flags."${flag}"`})`.as('flag'),
      ])
      .where('environment', '=', environment)
      .where('version', '>=', fromVersion)
      .where('created_at', '<=', until)
      .where((where) =>
        where.or([
          where('version', '=', fromVersion),
          where('changes', 'like', `%"flag":${JSON.stringify(flag)}%`),
        ]),
      )
      .orderBy('version')
      .limit(MOST_EDITS)
      .execute(),
  )
  const allocations: Allocation[] = []
  const edits: Edit[] = []
  let before: Flag | undefined
  for (const row of rows) {
    const now = row.flag === null ? undefined : (JSON.parse(row.flag) as Flag)
    if (now === undefined) continue
    const allocation = allocationOf(now, rule, row.created_at)
    if (
      allocation !== undefined &&
      allocation.allocationVersion !== allocations.at(-1)?.allocationVersion
    ) {
      allocations.push(allocation)
    }
    if (before !== undefined) {
      const { name } = JSON.parse(row.actor) as { name: string }
      const { version, created_at: at, reason } = row
      for (const what of differences(before, now, rule)) {
        edits.push({ version, at, actor: name, reason, what })
      }
    }
    before = now
  }
  return { allocations, edits }
}

function allocationOf(flag: Flag, id: string, from: number): Allocation | undefined {
  const serve = flag.rules.find((rule) => rule.id === id)?.serve
  if (serve === undefined || !('split' in serve)) return undefined
  return {
    allocationVersion: flag.allocationVersion ?? 0,
    from,
    shares: Object.fromEntries(
      serve.split.map(({ variant, weightBps }) => [variant, weightBps / BPS]),
    ),
    coverage: serve.coverageBps / BPS,
  }
}

function differences(before: Flag, now: Flag, id: string): Edit['what'][] {
  const [was, is] = [before, now].map((flag) => flag.rules.find((rule) => rule.id === id))
  const [split, next] = [was?.serve, is?.serve].map((serve) =>
    serve !== undefined && 'split' in serve ? serve : undefined,
  )
  const found: Edit['what'][] = []
  if (before.enabled !== now.enabled) found.push(now.enabled ? 'on' : 'off')
  if (before.allocationVersion !== now.allocationVersion) found.push('allocation')
  if (split?.coverageBps !== next?.coverageBps) found.push('coverage')
  // Rules above it decide who gets as far as this one.
  if (!isDeepStrictEqual(whoGetsTo(before, id), whoGetsTo(now, id))) found.push('targeting')
  return found
}

function whoGetsTo(flag: Flag, id: string): unknown {
  const place = flag.rules.findIndex((rule) => rule.id === id)
  return [
    flag.prerequisites,
    flag.rules.slice(0, place),
    flag.rules[place]?.when ?? null,
    flag.rules[place]?.window ?? null,
  ]
}
