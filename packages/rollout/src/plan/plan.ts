/** What may be done when the data does not say that it is well. None of them raises a share. */
export type FallbackAction = 'hold' | 'pause' | 'roll_back'

/** One stage of a rollout: how many get the treatment, and for how long it is watched. */
export interface RolloutStep {
  /** Unique in its plan. */
  readonly name: string
  /** A segment that the step is for; everybody the rule is for without it. */
  readonly audience?: string | undefined
  /** Share of the units that get the treatment, in `[1, 10_000]`. */
  readonly shareBps: number
  /** How long the step lasts at least, counted while it is watched and well. */
  readonly holdMs: number
  /** Whether the guardrails decide about it. */
  readonly monitored: boolean
  /** Units that each variant needs before the step may end. */
  readonly minUnitsPerVariant: number
  /** How long it waits for that at most, before `on.noData` or `on.inconclusive` is done. */
  readonly maxWaitMs?: number | undefined
  /** Who has to agree before the step begins, in words; somebody else than the author of the plan. */
  readonly approval?: string | undefined
}

/** How a guardrail is tested; both may be looked at as often as you like. */
export type GuardrailTest =
  /** Exact, for rates, from the first event on: for small shares and rare events. */
  | 'event_count_sequential'
  /**
   * For means, ratios and rates with enough units. A rate with too few events for it, or none in
   * the control, is counted exactly until it has enough, by one half of its alpha.
   */
  | 'asymptotic_cs'

/** A metric that must not get worse while the rollout goes on. */
export interface RolloutGuardrail {
  /** Key of the metric, unique in its plan. */
  readonly metric: string
  readonly direction: 'lower_is_better' | 'higher_is_better'
  /** How much worse is accepted, relative to the control, from 0 on; beyond it is a regression. */
  readonly marginRelative: number
  /**
   * How much worse must be ruled out before a step may end, relative to the control. Default: the
   * margin, and 1 (twice as bad) where that is 0, since no data ever rules out any harm at all.
   */
  readonly mustRuleOutRelative: number
  /** For rates: a treatment that is surely below this does no harm, whatever the control does. */
  readonly negligibleRate?: number | undefined
  readonly test: GuardrailTest
  /**
   * Chance of a false regression over the whole rollout, however often it is looked at. Whoever
   * resumes what has paused over its split begins to count anew, and has that chance once more.
   */
  readonly alpha: number
  readonly onRegression: 'roll_back' | 'pause'
}

/** When nothing rises: between two moments, or every week. Times are UTC. */
export type Freeze =
  | { readonly startsAt: number; readonly endsAt: number; readonly reason: string }
  | {
      /** 0 is Sunday. */
      readonly weekdays: readonly number[]
      /** Hours of the day, `[fromHour, toHour)`; the whole day without them. */
      readonly fromHour?: number | undefined
      readonly toHour?: number | undefined
      readonly reason: string
    }

/** Somebody who is told. */
export interface Contact {
  readonly name: string
  /** Where a signed message is sent; without it the log alone has it. */
  readonly url?: string | undefined
  /** How long nobody may have acknowledged an alarm before this one is told. */
  readonly afterMs: number
}

/** What a rollback does beside restoring the flag. */
export interface RollbackPlan {
  readonly to: 'version_before_rollout'
  /** How long clients and guardrails may take to show that it helped. */
  readonly verifyWithinMs: number
  /** How long no other rollout of the flag may start. */
  readonly cooldownMs: number
  /** Told to put code and routing back too, and has to say that it did. */
  readonly hook?: { readonly url: string; readonly timeoutMs: number } | undefined
}

/** A rollout, written down before it starts: every step, every guardrail, every way out. */
export interface RolloutPlan {
  readonly flag: string
  /** Id of the split rule that is raised. */
  readonly rule: string
  readonly treatment: string
  readonly control: string
  readonly steps: readonly RolloutStep[]
  readonly guardrails: readonly RolloutGuardrail[]
  readonly on: {
    /** The data is there and says neither good nor bad when a step has waited long enough. */
    readonly inconclusive: FallbackAction
    /** Too few units, no new ones, or numbers that are none. */
    readonly noData: FallbackAction
    /** The variants do not divide as planned, or units met both. */
    readonly srm: FallbackAction
  }
  readonly tickMs: number
  /** After so long without a new unit in one of the variants the data counts as missing. */
  readonly silenceMs: number
  readonly freezes: readonly Freeze[]
  /** Whom to tell, by when. */
  readonly people: readonly Contact[]
  readonly rollback: RollbackPlan
}
