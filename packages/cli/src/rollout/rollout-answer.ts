import type { DecisionEntry, RolloutPlan } from '@sluice/server'

/** A rollout as the service answers it; what commands look at. */
export interface RolloutAnswer {
  readonly id: string
  readonly environment: string
  readonly flag: string
  readonly state: string
  readonly revision: number
  readonly step: {
    readonly name: string
    readonly index: number
    readonly of: number
    readonly shareBps: number
  } | null
  readonly heldMs: number
  readonly waitsFor: string | null
  readonly pausedBy: string | null
  readonly intruder: { readonly name: string } | null
  readonly alarm: string | null
  readonly incident: { readonly closedBy: { readonly name: string } | null } | null
  readonly verification: string | null
  /** What the deployment says that was told to go back too. */
  readonly hook?: string | undefined
  readonly isLocked: boolean
  readonly version: number | null
  readonly units: { readonly control: number; readonly treatment: number }
  readonly last: { readonly at: string; readonly outcome: string; readonly rule: string } | null
  readonly decisions: number
  readonly changedAt: string
  readonly plan: RolloutPlan
}

/** A rollout that is looked at alone. */
export interface OpenRolloutAnswer extends RolloutAnswer {
  /** Where it stands, as `If-Match` takes it; looks leave it alone. */
  readonly etag: string
  /** The step that can be approved next. */
  readonly toApprove: string | null
}

/** A decision as the service answers it. */
export interface DecisionAnswer {
  readonly seq: number
  readonly at: string
  readonly outcome: string
  readonly rule: string
  readonly entry: DecisionEntry
}
