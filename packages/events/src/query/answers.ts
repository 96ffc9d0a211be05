/** Exposures of one variant in one bucket and segment. */
export interface ExposureCount {
  readonly flag: string
  readonly variant: string
  /** Start of the bucket, epoch milliseconds: a multiple of its width; `from` where there is one bucket. */
  readonly bucketStart: number
  /** Value of the attribute; `undefined` without one. */
  readonly segment: string | undefined
  readonly exposures: number
  /** Each exposure by how many it stands for. */
  readonly weighted: number
  /** Distinct targeting keys. */
  readonly units: number
}

/** Units by their first exposure. */
export interface VariantUnits {
  readonly variant: string
  readonly segment: string | undefined
  readonly units: number
  /** Sum of their weights: how many they stand for. */
  readonly weight: number
  readonly firstAt: number
  readonly lastAt: number
}

/** Units that met the same several variants. */
export interface MixedUnits {
  /** In the order of the alphabet. */
  readonly variants: readonly string[]
  readonly units: number
}

/**
 * Sufficient statistics of several components of the same units.
 *
 * Weights stand for units that sampling left out: `mean` and `covariance` are of
 * the population that they stand for, and `weight² / weightSquares` is the effective
 * number of units. With equal weights they are the plain ones.
 */
export interface Moments {
  readonly units: number
  readonly weight: number
  readonly weightSquares: number
  readonly mean: readonly number[]
  /** With `n - 1` in its denominator; 0 where one unit alone tells nothing. */
  readonly covariance: readonly (readonly number[])[]
}

/** What a component of the moments of a metric is. */
export type MetricComponent = 'value' | 'denominator' | 'before' | 'denominatorBefore'

/** A metric in one variant. */
export interface MetricStatistics {
  readonly metric: string
  readonly variant: string
  readonly segment: string | undefined
  /** What stands where in `moments`. */
  readonly components: readonly MetricComponent[]
  readonly moments: Moments
  /** Units with any outcome inside the window. */
  readonly active: number
}

/** A quantile in one variant. */
export interface QuantileStatistics {
  readonly metric: string
  readonly variant: string
  readonly segment: string | undefined
  /** Units that have an outcome. */
  readonly units: number
  /** Type 7; `undefined` without a unit. */
  readonly estimate: number | undefined
  /** The order statistics that were asked for, by rank. */
  readonly ranked: Readonly<Record<number, number>>
  /** Units do not all have the same weight, so that this is of the sample and not of the population. */
  readonly unevenWeights: boolean
}

/** What metrics come to. */
export interface MetricAnswer {
  readonly statistics: readonly MetricStatistics[]
  readonly quantiles: readonly QuantileStatistics[]
}

/** Units of one variant in one group. */
export interface GroupUnits {
  readonly variant: string
  readonly units: number
  readonly statistics: readonly Omit<MetricStatistics, 'variant' | 'segment'>[]
}

/** Units of one value of a grouping. */
export interface GroupAnswer {
  /** Start of the day, epoch milliseconds as text, or the value of the attribute; `''` without one. */
  readonly value: string
  readonly variants: readonly GroupUnits[]
}

/** Metrics of everybody, and by every grouping. */
export interface GroupedAnswer {
  readonly all: readonly GroupUnits[]
  /** In the order of the groupings. */
  readonly groups: readonly (readonly GroupAnswer[])[]
  /** Those that are in none of it, unless they are kept with their first. */
  readonly unitsInSeveralVariants: number
}

/** A metric on one day since the first exposure. */
export interface DayStatistics extends MetricStatistics {
  /** 0 is the first 24 hours. Units that have not lived it to the end are left out. */
  readonly day: number
}

/** Units whose outcome came, or that were last seen without one, after a time. */
export interface SurvivalStep {
  readonly variant: string
  readonly segment: string | undefined
  readonly timeMs: number
  /** Units by weight. */
  readonly events: number
  readonly censored: number
  /** The sum of the squares of the weights of all of them, which tells how many units they are worth. */
  readonly weightSquares: number
}

/** What did not arrive of the sessions that met a variant, and no other of the flag. */
export interface VariantLoss {
  readonly variant: string
  /** Of each unit the one that met the flag first, so that they are independent of each other. */
  readonly sessions: number
  /** How many of them lost something after they had met it. */
  readonly lossy: number
  /** Events of these sessions after the first exposure. */
  readonly received: number
  /**
   * Numbers missing in the sequences after the first exposure, or exposures given up where those
   * are more; of one session no more than 1000.
   */
  readonly lost: number
  /** The share that each session lost, in [0, 1], summed. */
  readonly shares: { readonly sum: number; readonly ofSquares: number }
}

/** Who reads a flag. */
export interface FlagUsage {
  readonly flag: string
  readonly lastSeenAt: number
  readonly reads: number
  readonly exposures: number
  readonly readers: readonly FlagReader[]
}

/** An application that reads a flag. */
export interface FlagReader {
  /** `undefined` where it did not say. */
  readonly reader: string | undefined
  readonly lastSeenAt: number
  readonly reads: number
}

/** One event, for a list. */
export interface RecentEvent {
  readonly id: string
  readonly type: string
  readonly at: number
  readonly receivedAt: number
  readonly flag: string | undefined
  readonly variant: string | undefined
  readonly name: string | undefined
  readonly value: number | undefined
  readonly reader: string | undefined
  /** Whether statistics count it. */
  readonly counted: boolean
}

/** An outcome that came in. */
export interface SeenOutcome {
  readonly name: string
  readonly events: number
  /** How many of them had a value. */
  readonly valued: number
  readonly lastAt: number
}

/** How many units were there. */
export interface Activity {
  readonly units: number
  /** Of these, how many met the flag and were recorded. */
  readonly exposed: number
  /** How many who met the flag each of them stands for, in the mean; 1 without any. */
  readonly weight: number
  /** `undefined` without any. */
  readonly firstAt: number | undefined
}

/** A unit that moves a metric more than others. */
export interface ExtremeUnit {
  /** The first 64 bits of its pseudonym, as 16 hexadecimal digits. */
  readonly unit: string
  readonly variant: string
  /** What it adds; of ratios, beyond what is expected. */
  readonly value: number
}

/** What one unit did, and what is known of it. */
export interface UnitValues {
  /** The first 64 bits of its pseudonym, as 16 hexadecimal digits. */
  readonly unit: string
  /** In the order of the metrics. */
  readonly values: readonly number[]
  /** In the order of the attributes. */
  readonly attributes: readonly (string | undefined)[]
}
