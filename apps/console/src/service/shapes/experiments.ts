import type { Actor } from './people.ts'

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

/** Something that happened outside. */
export interface AnnotationNote {
  readonly id: string
  readonly experiment: string | null
  readonly day: string
  readonly title: string
  readonly createdBy: Actor
}
