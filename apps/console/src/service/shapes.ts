import type { Analysis, Comparison, ComparisonRow } from '@sluice/stats'

/** Who is signed in. */
export interface SignedIn {
  readonly kind: 'member' | 'token'
  readonly id: string
  readonly name: string
  readonly role: string
}

/** An environment in a list. */
export interface Environment {
  readonly key: string
  readonly settings: { readonly protected: boolean }
  readonly version: number
}

/** A flag as people write it. */
export interface FlagDocument {
  readonly type?: string
  readonly kind?: string
  readonly title?: string
  readonly description?: string
  readonly owner?: string
  readonly tags?: readonly string[]
  readonly enabled?: boolean
  readonly archived?: boolean
  readonly sunsetOn?: string
  /** Each in full, or as nothing but its value. */
  readonly variants?: Readonly<Record<string, unknown>>
  readonly defaultVariant?: string
  readonly offVariant?: string
  readonly prerequisites?: readonly {
    readonly flag: string
    readonly variants: readonly string[]
  }[]
  readonly rules?: readonly RuleDocument[]
}

/** A rule as people write it. */
export interface RuleDocument {
  readonly id: string
  readonly title?: string
  readonly description?: string
  readonly when?: unknown
  readonly serve: {
    readonly variant?: string
    readonly split?: readonly { readonly variant: string; readonly weightBps: number }[]
    readonly coverageBps?: number
    readonly by?: string
  }
}

/** A ruleset as people write it. */
export interface RulesetDocument {
  readonly attributes?: Readonly<
    Record<string, { readonly stored?: boolean; readonly sensitive?: boolean }>
  >
  readonly flags?: Readonly<Record<string, FlagDocument>>
}

/** How much a flag is read. */
export interface FlagUsage {
  readonly key: string
  readonly kind: string
  readonly lastSeenAt: string | null
  readonly reads: number
  readonly exposures: number
}

/** Who made a change. */
export interface Actor {
  readonly kind: string
  readonly name: string
  readonly role?: string
}

/** A version in the history of a ruleset. */
export interface Version {
  readonly version: number
  readonly createdAt: string
  readonly actor: Actor
  readonly action: string
  readonly reason: string | null
  readonly changes: readonly { readonly flag?: string; readonly kind: string }[]
}

/** An entry of the audit log; `null` where it cannot be read any more. */
export type AuditEntry = {
  readonly seq: number
  readonly at: string
  readonly actor: Actor
  readonly action: string
  readonly subject: string | null
  readonly reason: string | null
  readonly before: unknown
  readonly after: unknown
  readonly hash: string
} | null

/** What a verification of the audit log found. */
export interface AuditReport {
  readonly whole: boolean
  readonly entries: number
  readonly headSeq: number | null
  readonly fault?: { readonly seq: number; readonly kind: string; readonly detail: string }
}

/** A page of a list. */
export interface Page<T, N = number> {
  readonly items: readonly T[]
  readonly next?: N
}

/** An experiment in a list. */
export interface ExperimentSummary {
  readonly key: string
  readonly title: string | null
  readonly hypothesis: string
  readonly owner: string | null
  readonly flag: string
  readonly status: 'draft' | 'planned' | 'running' | 'stopped' | 'decided'
  readonly simulated: boolean
  readonly startedAt: string | null
  readonly plannedEndAt: string | null
  readonly weeks: number
}

/** An experiment of the ruleset. */
export interface OpenExperiment extends ExperimentSummary {
  /** As people write it. */
  readonly document: {
    readonly primary: readonly string[]
    readonly guardrails?: readonly { readonly metric: string }[]
    readonly secondary?: readonly string[]
  }
}

/** An experiment that is over. */
export interface ArchivedExperiment {
  readonly key: string
  readonly title: string | null
  readonly hypothesis: string
  readonly simulated: boolean
  readonly decidedAt: string
  readonly decision: 'ship' | 'roll_back' | 'end'
  /** What everybody got from then on. */
  readonly variant: string
  readonly reason: string
  /** Missing in what was decided under an earlier release. */
  readonly against?: readonly { readonly message: string }[]
  readonly learned: string | null
  readonly numbers: readonly {
    readonly metric: string
    readonly treatment: string
    readonly lift?: number
    readonly finding?: string
  }[]
  readonly snapshot: { readonly id: string }
}

/** One metric in numbers. */
export interface Figures {
  readonly metric: string
  readonly role: 'primary' | 'guardrail' | 'secondary'
  readonly variants: readonly {
    readonly variant: string
    readonly n: number
    readonly value: number | null
    /** Missing where nothing is divided, such as in a quantile. */
    readonly numerator?: number
    readonly denominator?: number
  }[]
}

/** A metric as it was sealed. */
export interface MetricDefinition {
  readonly title?: string
  readonly kind: string
  readonly unit?: string
  readonly direction: 'higher_is_better' | 'lower_is_better'
  readonly minimumEffect?: number
  readonly winsorize?: { readonly upper?: number }
  /** Of times: until when one waits. */
  readonly horizonMs?: number
  /** Only people and events that servers sent are counted. */
  readonly sentBy?: 'server'
}

/** What is shown of a metric that the plan does not define. */
export const UNDEFINED_METRIC: MetricDefinition = { kind: 'mean', direction: 'higher_is_better' }

/** A treatment less the control on one day. */
export interface DatedDifference {
  readonly day: string | number
  readonly units: number
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/** Results that are kept as they were. */
export interface Snapshot {
  readonly id: string
  readonly createdAt: string
}

/** The share that had not got there after a time. */
export interface SurvivalStep {
  readonly timeMs: number
  readonly survival: number
  /** Absent once nobody is left. */
  readonly interval?: { readonly low: number; readonly high: number }
}

/** A metric that is read apart: a quantile, a time, or one from outside. */
export interface Apart {
  readonly metric: string
  readonly kind: string
  readonly role: 'secondary'
  readonly values: Readonly<
    Record<
      string,
      {
        readonly value?: number
        readonly n?: number
        readonly medianMs?: number | null
        /** Of times: for how long somebody of every variant was there; the horizon where it is absent. */
        readonly untilMs?: number
        /** The share that got there by then; absent from what an earlier release froze. */
        readonly reached?: number
        /** The mean until then; absent in the same cases. */
        readonly meanMs?: number
        readonly curve?: readonly SurvivalStep[]
      }
    >
  >
  readonly comparisons: readonly ({ readonly treatment: string } & (
    | { readonly refused: string; readonly message: string }
    | {
        readonly difference?: Comparison['difference']
        readonly lift?: Comparison['difference']
        readonly logRank?: { readonly p: number }
      }
  ))[]
  readonly failed?: string
}

/** Something that happened outside. */
export interface AnnotationNote {
  readonly id: string
  readonly experiment: string | null
  readonly day: string
  readonly title: string
  readonly createdBy: Actor
}

/** What somebody likes to have at hand. */
export interface StarredThing {
  readonly kind: 'flag' | 'experiment'
  readonly key: string
}

/** Exposures of one variant in one stretch of time. */
export interface ExposureCount {
  readonly flag: string
  readonly variant: string
  readonly bucketStart: string
  readonly exposures: number
  readonly units: number
}

/** Whether another experiment changes what a treatment does to a primary metric. */
export interface Interaction {
  readonly experiment: string
  readonly metric: string
  readonly treatment: string
  readonly otherTreatment: string
  readonly units: number
  readonly difference:
    | {
        readonly estimate: number
        readonly interval: { readonly low: number; readonly high: number }
      }
    | { readonly refused: string; readonly message: string }
  readonly adjustedP?: number
  readonly isThere: boolean
}

/** Results of an experiment. */
export interface Results {
  readonly environment: string
  readonly key: string
  readonly title: string | null
  readonly hypothesis: string
  readonly status: ExperimentSummary['status']
  readonly simulated: boolean
  readonly computedAt: string
  readonly from: string
  readonly until: string
  readonly planHash: string
  readonly verdict: {
    readonly decision: 'ship' | 'roll_back' | 'keep_running' | 'inconclusive' | 'cannot_tell'
    readonly rule: string
    readonly treatment?: string
    /** That it rests on less than whole weeks. */
    readonly caution?: string
    readonly isGrey: boolean
    readonly grey: readonly {
      readonly code: string
      readonly message: string
      readonly since?: string
    }[]
  }
  readonly plan: {
    readonly flag: string
    readonly control: string
    readonly unit: string
    readonly variants: readonly { readonly key: string; readonly share: number }[]
    readonly alpha?: number
    readonly power?: number
    readonly correction?: string
    readonly segments?: readonly string[]
    readonly stopping: {
      readonly kind: string
      readonly units?: number
      readonly fractions?: readonly number[]
      readonly notBeforeMs?: number
    }
    readonly covariates?: readonly unknown[]
    readonly exclusions?: readonly string[]
    readonly weeks: number
  }
  readonly metrics: Readonly<Record<string, MetricDefinition>>
  readonly analysis: Analysis
  readonly progress: {
    readonly units: number
    /** Missing in what an earlier release froze. */
    readonly isFirstDay?: boolean
    readonly plannedUnits: number | null
    /** Units that have lived the slowest metric that decides; missing in what an earlier release froze. */
    readonly lived?: {
      readonly metric: string
      readonly ms: number
      readonly units: number
    } | null
    readonly startedAt: number
    /** Absent from what an earlier release froze. */
    readonly countedFrom?: number
    readonly plannedEndAt: number
    readonly daysLeft: number
    readonly detectable: readonly { readonly metric: string; readonly lift: number | null }[]
  }
  readonly units: Readonly<Record<string, number>>
  /** Under the allocation that counts; missing in what an earlier release froze. */
  readonly shares?: Readonly<Record<string, number>>
  /** Of the look that is shown, where looks are planned, but for the guardrails `byNow`. */
  readonly figures: readonly Figures[]
  /** `null` where every look is valid, or none were kept; missing in what an earlier release froze. */
  readonly looks?: {
    readonly shown: number | null
    readonly taken: readonly {
      readonly look: number
      readonly plannedUnits: number
      readonly units: number
      /** Of these, those that had lived what decides; missing in what an earlier release froze. */
      readonly lived?: number | null
      readonly plannedAt: string
      readonly readAt: string
      readonly decision: Results['verdict']['decision']
    }[]
    readonly next: { readonly look: number; readonly plannedUnits: number } | null
    /** Guardrails that are of now, and not of the look; missing in what an earlier release froze. */
    readonly byNow?: readonly string[]
    readonly lateUnits: number
  } | null
  /** What there is by now beside the look that is shown. */
  readonly newer?: {
    readonly units: Readonly<Record<string, number>>
    readonly figures: readonly Figures[]
  } | null
  readonly unadjusted: readonly ComparisonRow[]
  readonly apart: readonly Apart[]
  readonly days: readonly {
    readonly day: string
    readonly units: Readonly<Record<string, number>>
  }[]
  readonly segments: readonly {
    readonly segment: string
    readonly values: readonly { readonly value: string; readonly figures: readonly Figures[] }[]
    readonly hidden: number
  }[]
  readonly edits: readonly {
    readonly version: number
    readonly at: number
    readonly actor: string
    readonly reason: string | null
    readonly what: string
    /** Of what, where it is not the flag itself; missing in what an earlier release froze. */
    readonly name?: string
  }[]
  /** Missing in what an earlier release froze. */
  readonly overTime?: readonly {
    readonly metric: string
    readonly treatment: string
    readonly daily: readonly DatedDifference[]
    readonly readOnce: readonly DatedDifference[]
    readonly sinceExposure: readonly DatedDifference[]
  }[]
  /** Missing in what an earlier release froze. */
  readonly interactions?: readonly Interaction[]
  /** Others on the same units that are too many to be asked about; missing in what an earlier release froze. */
  readonly unasked?: readonly string[]
  /** What was decided in the end; `null` until then, missing in what an earlier release froze. */
  readonly decided?:
    | (Pick<ArchivedExperiment, 'decision' | 'variant' | 'reason' | 'decidedAt' | 'learned'> & {
        readonly decidedBy: Actor
        readonly against: readonly { readonly message: string }[]
        /** What the numbers said by then; missing in what an earlier release answers. */
        readonly verdict?: Omit<Results['verdict'], 'grey'>
      })
    | null
  /** In what it is read otherwise than planned; missing in what an earlier release froze. */
  readonly differs?: readonly string[]
  readonly queries: readonly {
    readonly about?: string
    readonly sql: string
    readonly params: Readonly<Record<string, unknown>>
  }[]
  readonly snapshots: readonly Snapshot[]
  /** Where these are frozen; `null` for those of now. */
  readonly snapshot: Snapshot | null
}
