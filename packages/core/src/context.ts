/**
 * What is known about the unit and its surroundings when a flag is evaluated.
 *
 * Attributes may be anything at all: a rule that meets a missing or mistyped
 * attribute does not match, and evaluation never throws.
 */
export interface EvaluationContext {
  /** The string that identifies the unit. Empty counts as missing. */
  readonly targetingKey?: string | undefined
  readonly [attribute: string]: unknown
}
