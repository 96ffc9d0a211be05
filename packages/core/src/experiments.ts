import type { JsonObject } from './json.ts'

/** The attribute by which a person says that they take part in no experiment. */
export const OPT_OUT_ATTRIBUTE = 'experimentsOptOut'

/** When the data may be read, and when it ends. Units are those of all variants together. */
export type ExperimentStopping =
  /** Read once, when `units` are there; with `afterWeeks` not before the planned weeks are over. */
  | { readonly kind: 'fixed'; readonly units: number; readonly afterWeeks?: boolean }
  /** Read when each fraction of `units` is there. */
  | {
      readonly kind: 'group_sequential'
      readonly units: number
      readonly fractions: readonly number[]
    }
  /** Read at any time. */
  | {
      readonly kind: 'always_valid'
      readonly tunedFor?: number
      readonly maximumUnits?: number
    }

/** A metric that must not get worse. */
export interface ExperimentGuardrail {
  readonly metric: string
  /** How much worse is accepted, as a lift from 0 on; that of the metric unless given. */
  readonly margin?: number
  /** One-sided; 0.05 unless given. */
  readonly alpha?: number
}

/**
 * Where an experiment stands. `draft` has no run; what is decided has left the ruleset, and
 * stays in the archive of its service.
 */
export type ExperimentStatus = 'draft' | 'planned' | 'running' | 'stopped'

/** What became of an experiment. Set by the service; nobody writes it. */
export interface ExperimentRun {
  readonly status: Exclude<ExperimentStatus, 'draft'>
  /** Hash of the plan that is or was sealed, hexadecimal. */
  readonly planHash: string
  /** The plan, with the metrics as they were defined. */
  readonly plan: JsonObject
  /** What was found before the start: size, weeks, warnings, and how well the salt balances. */
  readonly planning: JsonObject
  readonly startedAt?: number
  /** The ruleset version that the start made. */
  readonly startVersion?: number
  readonly stoppedAt?: number
  /** The allocation that was in force when it was stopped. */
  readonly stoppedAllocation?: number
  /** It was made by a simulation, to look at. */
  readonly simulated?: boolean
}

/** A question to the people of one rule, with all that decides it written down beforehand. */
export interface Experiment {
  readonly title?: string
  /** What is believed to happen, and why, in a sentence. */
  readonly hypothesis: string
  readonly description?: string
  readonly owner?: string
  readonly tags: readonly string[]
  readonly flag: string
  /** The id of the rule of that flag that splits. */
  readonly rule: string
  /** The variant that the others are compared with. */
  readonly control: string
  /** Metrics that the verdict is about. */
  readonly primary: readonly string[]
  readonly guardrails: readonly ExperimentGuardrail[]
  /** To learn from, never decided by. */
  readonly secondary: readonly string[]
  /** Stored attributes by which the primary metrics are split. */
  readonly segments: readonly string[]
  /** Metrics and stored attributes that the variants have to be alike in before the start. */
  readonly covariates: readonly string[]
  readonly stopping: ExperimentStopping
  /** How long it is planned to run, in whole weeks. */
  readonly weeks: number
  /** Of false alarms over all primary comparisons. */
  readonly alpha: number
  readonly power: number
  readonly correction?: 'none' | 'bonferroni' | 'holm' | 'hochberg' | 'benjamini_hochberg'
  /** Who is left out, in words. */
  readonly exclusions: readonly string[]
  readonly run?: ExperimentRun
}

/** Where an experiment stands. */
export function experimentStatus({ run }: Pick<Experiment, 'run'>): ExperimentStatus {
  return run?.status ?? 'draft'
}

/** The experiment on a rule that began and is not decided yet. */
export interface BegunExperiment {
  readonly key: string
  /** Its key while it counts units; once it was stopped it only leaves them what they have. */
  readonly counts: string | undefined
}

/** Finds the experiment that whoever a rule includes takes part in. */
export function begunExperiment(
  experiments: Readonly<Record<string, Experiment>> | undefined,
  flag: string,
  rule: string,
): BegunExperiment | undefined {
  for (const [key, experiment] of Object.entries(experiments ?? {})) {
    if (experiment.flag !== flag || experiment.rule !== rule) continue
    const status = experiment.run?.status
    if (status === 'running') return { key, counts: key }
    if (status === 'stopped') return { key, counts: undefined }
  }
  return undefined
}
