/** A range of values that the data does not contradict; a bound may be infinite. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** What counts as a difference: any, only a rise, or only a fall. */
export type Side = 'two_sided' | 'greater' | 'less'

/** How a test is read. */
export interface TestSettings {
  /** False alarms that are accepted, in (0, 1). Default 0.05; the interval covers 1 - alpha. */
  readonly alpha?: number
  /** Default `two_sided`. A one-sided interval is open on the other side. */
  readonly side?: Side
}

/** A test with everything that it takes to read it again. */
export interface TestResult<Method extends string = string> {
  readonly method: Method
  readonly settings: Readonly<Record<string, number | string | boolean>>
  /** What is estimated: treatment - control, or a lift where the method says so. */
  readonly estimate: number
  /** Under the null where the method is a score test: effects are pooled by another. */
  readonly standardError: number
  readonly statistic: number
  /** Degrees of freedom of Student's t; absent where the statistic is normal. */
  readonly df?: number
  /** In [0, 1]; 0 only where a double ends, below 5e-324. */
  readonly p: number
  /** Natural logarithm of p, a number also where p is too small to be one. */
  readonly logP: number
  /** Of the same method at the same alpha: it excludes the null exactly when p ≤ alpha. */
  readonly interval: Interval
}
