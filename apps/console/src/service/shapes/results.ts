import type { Analysis, ComparisonRow } from '@sluice/stats'
import type { Actor } from './people.ts'
import type { ArchivedExperiment, ExperimentSummary } from './experiments.ts'
import type { Apart, DatedDifference, Figures, MetricDefinition } from './metrics.ts'

/** Results that are kept as they were. */
export interface Snapshot {
  readonly id: string
  readonly createdAt: string
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
