import type {
  ClientReceipts,
  DecisionEntry,
  GuardrailReading,
  Person,
  RolloutPlan,
  RolloutState,
  StateName,
} from '@sluice/rollout'

/** A rollout in a list. */
export interface Rollout {
  readonly id: string
  readonly flag: string
  readonly state: StateName
  /** The step whose share is set; null before the first. */
  readonly step: {
    readonly name: string
    readonly index: number
    readonly of: number
    readonly shareBps: number
  } | null
  readonly heldMs: number
  readonly waitedMs: number
  readonly missingMs: number
  readonly waitsFor: RolloutState['waitsFor']
  readonly pausedBy: RolloutState['pausedBy']
  /** Who changed the flag by hand, while the rollout is paused for it. */
  readonly intruder: Person | null
  readonly alarm: string | null
  readonly verification: RolloutState['verification']
  readonly hook: RolloutState['hook']
  readonly restoredMs: number
  readonly deployedMs: number | null
  readonly incident: {
    readonly because: string
    readonly at: string
    /** Null where its guardrails rolled back. */
    readonly by: Person | null
    readonly metric: string | null
    readonly closedBy: Person | null
    readonly closedBecause: string | null
  } | null
  readonly approvals: Readonly<Record<string, Person>>
  readonly dismissed: readonly string[]
  readonly isLocked: boolean
  readonly author: Person
  readonly versionBefore: number | null
  readonly version: number | null
  readonly units: { readonly control: number; readonly treatment: number }
  readonly last: { readonly at: string; readonly outcome: string; readonly rule: string } | null
  readonly decisions: number
  readonly createdAt: string
  readonly changedAt: string
  readonly plan: RolloutPlan
}

/** What people do to a rollout. */
export type ActionName =
  | 'start'
  | 'approve'
  | 'pause'
  | 'resume'
  | 'advance'
  | 'roll_back'
  | 'abort'
  | 'acknowledge'
  | 'close'
  | 'deployed'

/** A rollout that somebody looks at. */
export interface OpenRollout extends Rollout {
  /** Where it stands; looks leave it alone. */
  readonly etag: string
  /** What whoever looks may do to it as it stands. */
  readonly actions: readonly ActionName[]
  readonly toApprove: string | null
}

/** What an action would do. */
export interface Preview {
  readonly outcome: string
  readonly rule: string
  readonly before: unknown
  readonly after: unknown
  readonly etag: string
}

/** A decision with everything it was made from. */
export interface Decided {
  readonly seq: number
  readonly at: string
  readonly outcome: string
  readonly rule: string
  readonly entry: DecisionEntry
}

/** What was seen at a look. */
export interface Look {
  readonly at: number
  readonly state: StateName
  readonly step: number
  readonly outcome: string
  readonly rule: string
  readonly units: { readonly control: number; readonly treatment: number } | null
  readonly guardrails: readonly GuardrailReading[]
  readonly clients?: ClientReceipts
}

/** Markdown for people. */
export interface Papers {
  readonly playbook: string
  readonly postMortem: string | null
}
