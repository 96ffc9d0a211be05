import { type Flag, BPS } from '@sluice/core'
import type { Kysely, Transaction } from 'kysely'
import { isDeepStrictEqual } from 'node:util'
import type { Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { findRuleset } from '../store/environment-rows.ts'
import { decidingParts, namesOf, subjectName, type DecidingPart } from './deciding-parts.ts'

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
  /** `default`: what somebody gets who does not take part. */
  readonly what: 'allocation' | 'off' | 'on' | DecidingPart['what']
  /** Which segment, layer, holdout, attribute or required flag. */
  readonly name?: string
}

/** Since when units count: a new allocation starts the counting anew. Epoch milliseconds. */
export function countedFromOf(
  allocations: readonly Allocation[],
  allocationVersion: number,
  startedAt: number,
): number {
  const place = allocations.findIndex((one) => one.allocationVersion === allocationVersion)
  // The first allocation is that of the start.
  return place > 0 ? (allocations[place]?.from ?? startedAt) : startedAt
}

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

/** What a version made of a rule. */
interface Moment {
  readonly flag: Flag
  readonly parts: readonly DecidingPart[]
}

type Db = Kysely<Tables> | Transaction<Tables>

/** Reads how a rule was divided since an experiment began, and what was edited meanwhile. */
export async function historyOf(
  store: Pick<Store, 'read'>,
  question: HistoryQuestion,
): Promise<{ readonly allocations: readonly Allocation[]; readonly edits: readonly Edit[] }> {
  const { flag: key, rule } = question
  const allocations: Allocation[] = []
  const edits: Edit[] = []
  await store.read(async (db) => {
    let before: Moment | undefined
    let names: ReadonlySet<string> = new Set()
    for (const row of await versionsOf(db, question)) {
      const isFirst = row.version === question.fromVersion
      if (!isFirst && !touches(row.changes, names)) continue
      const now = await momentOf(db, question, row.version)
      if (now === undefined) continue
      const allocation = allocationOf(now.flag, rule, row.created_at)
      if (
        allocation !== undefined &&
        allocation.allocationVersion !== allocations.at(-1)?.allocationVersion
      ) {
        allocations.push(allocation)
      }
      if (before !== undefined) {
        const { name: actor } = JSON.parse(row.actor) as { name: string }
        const { version, created_at: at, reason } = row
        for (const difference of differences(before, now)) {
          edits.push({ version, at, actor, reason, ...difference })
        }
      }
      before = now
      names = namesOf(key, now.parts)
    }
  })
  return { allocations, edits }
}

/** Every version of the time, without the rulesets: few of many are about the rule. */
async function versionsOf(db: Db, { environment, fromVersion, until }: HistoryQuestion) {
  return db
    .selectFrom('ruleset_versions')
    .select(['version', 'created_at', 'actor', 'reason', 'changes'])
    .where('environment', '=', environment)
    .where('version', '>=', fromVersion)
    .where('created_at', '<=', until)
    .orderBy('version')
    .execute()
}

function touches(changes: string, names: ReadonlySet<string>): boolean {
  const list = JSON.parse(changes) as readonly Readonly<Record<string, string>>[]
  return list.some((change) =>
    Object.entries(change).some(([subject, name]) => names.has(subjectName(subject, name))),
  )
}

async function momentOf(
  db: Db,
  { environment, flag: key, rule }: HistoryQuestion,
  version: number,
): Promise<Moment | undefined> {
  const stored = await findRuleset(db, environment, version)
  if (stored === undefined) return undefined
  const { ruleset } = stored
  const flag = Object.hasOwn(ruleset.flags, key) ? ruleset.flags[key] : undefined
  return flag && { flag, parts: decidingParts(ruleset, key, rule) }
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

function differences(before: Moment, now: Moment): Pick<Edit, 'what' | 'name'>[] {
  const found: Pick<Edit, 'what' | 'name'>[] = []
  const [was, is] = [before, now].map(({ flag }) => flag.enabled && !flag.archived)
  if (was !== is) found.push({ what: is === true ? 'on' : 'off' })
  if (before.flag.allocationVersion !== now.flag.allocationVersion)
    found.push({ what: 'allocation' })
  for (const { what, name, value } of now.parts) {
    // What was not named before is told by what names it now.
    const part = before.parts.find((one) => one.what === what && one.name === name)
    if (part === undefined || isDeepStrictEqual(part.value, value)) continue
    found.push({ what, ...(name !== undefined && { name }) })
  }
  return found
}
