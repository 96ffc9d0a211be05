import type { Allocation } from '../plan/allocation.ts'

/** What the machine orders. The first two change the ruleset, exactly once for a revision. */
export type RolloutCommand =
  | {
      readonly kind: 'set_share'
      readonly step: number
      readonly shareBps: number
      readonly audience?: string | undefined
      readonly allocation: Allocation
    }
  /**
   * Copies the flag, and nothing else, from a version into a new one. Nobody may get more of the
   * treatment by it than they have when it is carried out, whatever people did since.
   */
  | { readonly kind: 'restore'; readonly version: number }
  /** Tells the deployment to put code and routing back too. */
  | { readonly kind: 'call_hook'; readonly url: string; readonly because: string }
  | {
      readonly kind: 'notify'
      readonly severity: 'info' | 'alarm'
      readonly to: string
      readonly url?: string | undefined
      readonly text: string
      /**
       * When the alarm was raised that nobody has acknowledged, epoch milliseconds: what is said of
       * that is void once that alarm is over. Missing where the message is of what has happened.
       */
      readonly since?: number | undefined
    }

/** What an event came to. */
export type Outcome =
  | 'started'
  | 'advance'
  | 'hold'
  | 'inconclusive'
  | 'no_data'
  | 'mismatch'
  | 'regression'
  | 'pause'
  | 'resume'
  | 'roll_back'
  | 'restored'
  | 'verified'
  | 'not_the_cause'
  | 'clients_behind'
  | 'not_deployed'
  | 'unverified'
  | 'complete'
  | 'abort'
  | 'applied'
  | 'failed'
  | 'approved'
  | 'stepped_in'
  | 'acknowledged'
  | 'closed'
  | 'escalated'
  | 'noted'
  | 'refused'
