import type { ColumnType, Generated } from 'kysely'

/** Every table of the database. JSON is kept as text; times are epoch milliseconds. */
export interface Tables {
  meta: { name: string; value: string }
  environments: {
    key: string
    settings: string
    /** The current ruleset version; what compare-and-set compares. */
    version: number
    created_at: number
    changed_at: number
  }
  ruleset_versions: Immutable<{
    environment: string
    version: number
    /** As people write it, archived flags included. */
    document: string
    /** As it is published, with the fields that the service sets. */
    ruleset: string
    actor: string
    action: string
    reason: string | null
    /** What changed, without the values; those are in the audit entry. */
    changes: string
    created_at: number
  }>
  audit: Immutable<{
    seq: number
    prev_hash: string
    hash: string
    signature: string
    /** Canonical JSON of what the hash covers. */
    entry: string
  }> & { environment: Generated<string | null> }
  credentials: {
    id: string
    kind: string
    role: string | null
    environment: string | null
    /** SHA-256, hexadecimal. */
    digest: string
    last4: string
    name: string
    created_at: number
    created_by: string
    revoked_at: number | null
  }
  /** Signed grants without their tokens. */
  grants: {
    id: string
    environment: string
    /** JSON: variants by flag key. */
    overrides: string
    /** JSON: names of units, without their values; null for anybody. */
    units: string | null
    /** JSON: origins; null for every page. */
    origins: string | null
    created_at: number
    created_by: string
    expires_at: number
    revoked_at: number | null
  }
  /** That a unit was shown a variant by a grant. */
  grant_uses: { environment: string; unit: string; pseudonym: string; flag: string; until: number }
  /** That a client key sent more events than a key may. */
  event_floods: {
    environment: string
    /** Id of the key. */
    key: string
    name: string
    started_at: number
    ended_at: number
    /** How many were turned away. */
    events: number
  }
  experiment_archive: {
    environment: string
    key: string
    decided_at: number
    /** JSON of what was asked, how it ran and what was decided. */
    document: string
    learned: string | null
    /** All of it that people may look for, in lower case. */
    words: string
  }
  /** Planned looks that were taken. */
  experiment_looks: Immutable<{
    environment: string
    experiment: string
    started_at: number
    allocation_version: number
    look: number
    /** Up to when it was measured. */
    planned_at: number
    read_at: number
    plan_hash: string
    /** JSON: what was measured. */
    document: string
  }>
  experiment_snapshots: Immutable<{
    id: string
    environment: string
    experiment: string
    created_at: number
    /** JSON of an actor. */
    created_by: string
    /** JSON of results, as they were answered. */
    results: string
  }>
  annotations: {
    id: string
    environment: string
    experiment: string | null
    /** Such as `2026-11-26`. */
    day: string
    title: string
    created_at: number
    created_by: string
  }
  /** Who may run the rollouts, by a number that rises whenever the holder changes. */
  leases: { name: string; holder: string; token: number; expires_at: number }
  rollouts: {
    id: string
    environment: string
    flag: string
    /** Canonical JSON; never changes. */
    plan: string
    /** JSON of the machine's state. */
    state: string
    state_name: string
    /** What compare-and-set compares. */
    revision: number
    /** Hash of the flag as this rollout left it; `null` before its first change. */
    flag_mark: string | null
    /** Since when exposures count under the present allocation, epoch milliseconds. */
    counted_from: number
    /** How many decisions are in the log. */
    decisions: number
    created_at: number
    changed_at: number
  }
  rollout_decisions: Immutable<{
    rollout: string
    seq: number
    at: number
    outcome: string
    rule: string
    /** JSON of the whole entry, to be made again. */
    entry: string
  }>
  /** What looks saw, for charts: the more seldom the longer an allocation lasts. */
  rollout_looks: Immutable<{
    rollout: string
    at: number
    /** JSON of the intervals and counts. */
    look: string
  }>
  rollout_messages: {
    /** Rollout, revision and position: the same message never has two. */
    id: string
    rollout: string
    kind: string
    url: string
    body: string
    due_at: number
    attempts: number
    /** `waiting`, `sent` or `given_up`, that too where it meant nothing any more. */
    status: string
  }
  /** People who may sign in. */
  members: {
    id: string
    name: string
    sign_in_name: string
    role: string
    /** argon2id; null until the invitation was accepted. */
    password: string | null
    /** SHA-256, hexadecimal. */
    invitation_digest: string | null
    invitation_until: number | null
    created_at: number
    created_by: string
    /** The account elsewhere that first signed in; null where none has. */
    openid_subject: string | null
  }
  sessions: {
    id: string
    member: string
    /** SHA-256 of what the cookie holds, hexadecimal. */
    digest: string
    created_at: number
    expires_at: number
  }
  /** What somebody likes to have at hand. */
  stars: {
    /** Kind and id, such as `member:ada`. */
    owner: string
    environment: string
    /** `flag` or `experiment`. */
    kind: string
    key: string
    created_at: number
  }
  idempotency_keys: {
    caller: string
    key_hash: string
    request_hash: string
    status: number
    answer: string
    created_at: number
  }
}

/** A row that is inserted and never updated. */
type Immutable<T> = { [K in keyof T]: ColumnType<T[K], T[K], never> }
