import type { MetricSummary } from '@sluice/stats'
import { NEW_WATCH, type SplitWatch } from '../reading/split-watch.ts'

/** Every state of a rollout. */
export const STATES = [
  'draft',
  'running',
  'paused',
  'rolling_back',
  'verifying',
  'rolled_back',
  'completed',
  'aborted',
] as const

/** The name of a state. */
export type StateName = (typeof STATES)[number]

/** Why a rollout is paused. */
export type PauseCause =
  | 'person'
  | 'stepped_in'
  | 'regression'
  | 'mismatch'
  | 'no_data'
  | 'inconclusive'

/** A person, as the one who runs the machine knows them. */
export interface Person {
  readonly id: string
  readonly name: string
}

/** A change of the ruleset that was ordered and not confirmed yet. */
export type PendingChange =
  | { readonly kind: 'set_share'; readonly step: number }
  | { readonly kind: 'restore'; readonly version: number }

/** What somebody has to know, until somebody acknowledges it. */
export interface Alarm {
  readonly text: string
  /** For how long nobody has acknowledged it, in milliseconds. */
  readonly openMs: number
  /** When it was raised, epoch milliseconds; missing in what an earlier release wrote. */
  readonly since?: number
  /** How many of the plan's people were told. */
  readonly told: number
}

/** What a rollback was made for, and how things were then. */
export interface Incident {
  readonly because: string
  /** Who rolled back; `undefined` when the guardrails did. */
  readonly by?: Person
  readonly at: number
  /** The guardrail that was harmed. */
  readonly metric?: string
  /** How much worse it was, relative to the control; above 0. */
  readonly harm?: number
  /** What the treatment did then: what has to be over. */
  readonly harmed?: MetricSummary
  /** The control of each guardrail at that moment: what it has to come back to. */
  readonly baseline: Readonly<Record<string, MetricSummary>>
  readonly closedBy?: Person
  readonly closedBecause?: string
}

/** What became of a rollback. */
export type Verification =
  /** Clients have the restored version and the guardrails are back. */
  | 'verified'
  /** Clients have it, and the guardrail is still harmed: the flag was not the cause. */
  | 'not_the_cause'
  /** Too few clients have it to tell. */
  | 'clients_behind'
  /** The deployment that has to go back too has not said that it did. */
  | 'not_deployed'
  /** Too little was seen to tell. */
  | 'unverified'
  /** A person changed the flag meanwhile, or took it over. */
  | 'stepped_in'

/** Where a rollout is. Plain JSON: a copy of it and the next event give the next state, bit for bit. */
export interface RolloutState {
  readonly name: StateName
  /** Rises by one with every event that was not refused or ignored. */
  readonly revision: number
  /** The step whose share is set; -1 before the first. */
  readonly step: number
  readonly author: Person
  /** The ruleset version from before the first step. */
  readonly versionBefore: number | null
  /** What the metric of each guardrail was at the start, by a mark of it; missing in what an earlier release started. */
  readonly metricMarks?: Readonly<Record<string, string>>
  /** The ruleset version of the last change that this rollout made. */
  readonly version: number | null
  readonly pending: PendingChange | null
  /** How often the pending change has failed. */
  readonly failures: number
  /** Time in this step that was watched and well; what a hold is counted by. */
  readonly heldMs: number
  /** Time in this step altogether. */
  readonly waitedMs: number
  /** For how long the data has been missing. */
  readonly missingMs: number
  readonly split: SplitWatch
  /** Whether the last look that could tell found that units do not divide as planned, or do not keep their variant. */
  readonly isMismatched?: boolean
  /** The control of each guardrail when it was read last. */
  readonly baseline: Readonly<Record<string, MetricSummary>>
  /** Who agreed to which step. */
  readonly approvals: Readonly<Record<string, Person>>
  /** What the step waits for, once people were told. */
  readonly waitsFor: 'approval' | 'person' | 'thaw' | null
  readonly dismissed: readonly string[]
  readonly pausedBy: PauseCause | null
  /** Who changed the flag, while the rollout is paused for it; missing where nobody knows. */
  readonly intruder?: Person | null
  /** Until when data counts as good, whatever was suspected of it, epoch milliseconds: a person has looked. */
  readonly trustedUntil?: number
  /** What was measured before is left out, epoch milliseconds; else it counts since its allocation began, or the flag was restored. */
  readonly countedSince?: number
  /** The greatest time of the wall clock at a look or a change of the share, epoch milliseconds; the clock may have gone back since. */
  readonly seenUntil?: number
  readonly alarm: Alarm | null
  readonly incident: Incident | null
  readonly hook: 'none' | 'waiting' | 'acknowledged' | 'refused' | 'timed_out'
  readonly verification: Verification | null
  /** Time since the flag was restored. */
  readonly restoredMs: number
  /**
   * For how long it is verified since word was first sent to the deployment; null until then, and
   * missing where there is none or an earlier release rolled back.
   */
  readonly toldMs?: number | null
  /** Time since the deployment said that it went back, where it said so after the flag was. */
  readonly deployedMs?: number | null
}

/** The state of a rollout that was planned and not started. */
export function draftState(author: Person): RolloutState {
  return {
    name: 'draft',
    revision: 0,
    step: -1,
    author,
    versionBefore: null,
    version: null,
    pending: null,
    failures: 0,
    heldMs: 0,
    waitedMs: 0,
    missingMs: 0,
    split: NEW_WATCH,
    baseline: {},
    approvals: {},
    waitsFor: null,
    dismissed: [],
    pausedBy: null,
    alarm: null,
    incident: null,
    hook: 'none',
    verification: null,
    restoredMs: 0,
  }
}
