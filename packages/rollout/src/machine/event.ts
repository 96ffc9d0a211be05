import type { Measurement, NoMeasurement } from '../reading/measurement.ts'
import type { Person } from './state.ts'

/** Every kind of event. */
export const EVENTS = [
  'start',
  'tick',
  'approve',
  'pause',
  'resume',
  'advance',
  'roll_back',
  'abort',
  'applied',
  'failed',
  'stepped_in',
  'hook',
  'acknowledge',
  'close',
] as const

/** The name of an event. */
export type EventKind = (typeof EVENTS)[number]

/** Which clients have fetched a version. */
export interface ClientReceipts {
  readonly connected: number
  /** Of these, how many have the restored version or a later one. */
  readonly fetched: number
}

interface ByPerson {
  readonly at: number
  readonly by: Person
  readonly reason?: string | undefined
}

/**
 * Something that happens to a rollout. `at` is the wall clock, epoch milliseconds: it decides
 * about freezes, dates the log, and tells for how long an alarm is open. Other durations come from
 * `elapsedMs` of ticks alone, which is measured by a clock that never jumps.
 */
export type RolloutEvent =
  | ({
      readonly kind: 'start'
      /** The ruleset version to go back to. */
      readonly versionBefore: number
      /** What the metric of each guardrail is, by a mark that another definition does not have. */
      readonly metricMarks?: Readonly<Record<string, string>> | undefined
    } & ByPerson)
  | {
      readonly kind: 'tick'
      readonly at: number
      /** Since the last tick; more than three ticks count as three, so what nobody watched does not count. */
      readonly elapsedMs: number
      readonly measurement: Measurement | NoMeasurement
      /** While a rollback is verified. */
      readonly clients?: ClientReceipts | undefined
    }
  | ({ readonly kind: 'approve'; readonly step: string } & ByPerson)
  | ({ readonly kind: 'pause' } & ByPerson)
  | ({
      readonly kind: 'resume'
      /** Guardrails whose harm is accepted until the next step. */
      readonly dismiss?: readonly string[] | undefined
    } & ByPerson)
  | ({ readonly kind: 'advance' } & ByPerson)
  | ({ readonly kind: 'roll_back' } & ByPerson)
  | ({ readonly kind: 'abort' } & ByPerson)
  /** The pending change is in the ruleset, at this version. */
  | {
      readonly kind: 'applied'
      readonly at: number
      readonly version: number
      /** Why the flag could not be what it was, where the share alone was taken back in it. */
      readonly instead?: string | undefined
      /** The flag is as it was, but for being off: it was off when it was restored. */
      readonly staysOff?: boolean | undefined
    }
  /** The pending change could not be made. */
  | { readonly kind: 'failed'; readonly at: number; readonly message: string }
  /** Somebody else changed the flag. */
  | {
      readonly kind: 'stepped_in'
      readonly at: number
      /** Whoever did, where that is known. */
      readonly by?: Person | undefined
      readonly version: number
      readonly message: string
      /** The flag is archived or gone, so there is nothing left to roll out. */
      readonly isGone: boolean
    }
  | {
      readonly kind: 'hook'
      readonly at: number
      /** `told`: word is sent to it for the first time. */
      readonly outcome: 'told' | 'acknowledged' | 'refused'
      /** Who says so for it; the deployment itself where missing. */
      readonly by?: Person | undefined
      readonly message?: string | undefined
    }
  | ({ readonly kind: 'acknowledge' } & ByPerson)
  | ({ readonly kind: 'close' } & ByPerson)
